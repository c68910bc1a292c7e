package dev.gyre.gateway.statefulset;

import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stateful set's pods are told apart by name and have volumes of their own, so all that says which pods and which volumes
 * these are is fixed; how many there are, what they run and how they change is not. Its name is part of a host's.
 */
public final class StatefulSetRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STRATEGY = SPEC.child("updateStrategy");
    private static final FieldPath RETENTION = SPEC.child("persistentVolumeClaimRetentionPolicy");
    private static final String[] CHANGEABLE = {
        "replicas",
        "ordinals",
        "template",
        "updateStrategy",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds"
    };

    @Override
    public NameFormat nameFormat() {
        return NameFormat.LABEL;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return StatefulSetStatusRules.INSTANCE;
    }

    @Override
    public void validate(ObjectNode statefulSet, FieldErrors errors) {
        JsonNode spec = statefulSet.path("spec");
        String management = spec.path("podManagementPolicy").asString("");
        if (!List.of("OrderedReady", "Parallel").contains(management)) {
            errors.invalid(SPEC.child("podManagementPolicy"), management, "must be 'OrderedReady' or 'Parallel'");
        }
        validateStrategy(spec.path("updateStrategy"), errors);
        for (String field : List.of("whenDeleted", "whenScaled")) {
            String policy = spec.path("persistentVolumeClaimRetentionPolicy")
                    .path(field)
                    .asString("");
            if (!List.of("Retain", "Delete").contains(policy)) {
                errors.notSupported(RETENTION.child(field), policy, List.of("Retain", "Delete"));
            }
        }
        Numbers.requireNotNegative(spec, SPEC, List.of("replicas", "minReadySeconds", "revisionHistoryLimit"), errors);
        Numbers.requireNotNegative(
                spec.path("ordinals").path("start"), SPEC.child("ordinals").child("start"), errors);
        JsonNode selector = spec.path("selector");
        PodTemplateRules.validateSelector(selector, "statefulset", errors);
        PodTemplateRules.validateTemplate(withClaims(spec), selector, "StatefulSet", errors);
    }

    /** The template as its pods will be: a claim is a volume of its name, in place of one that the template may have. */
    private static JsonNode withClaims(JsonNode spec) {
        Map<String, JsonNode> volumes = new LinkedHashMap<>();
        JsonNode given = spec.path("template").path("spec").path("volumes");
        for (JsonNode claim : spec.path("volumeClaimTemplates")) {
            String name = claim.path("metadata").path("name").asString("");
            ObjectNode volume = Json.object().put("name", name);
            volume.putObject("persistentVolumeClaim").put("claimName", name);
            volumes.put(name, volume);
        }
        if (volumes.isEmpty() || !(spec.path("template").deepCopy() instanceof ObjectNode template)) {
            return spec.path("template");
        }
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (JsonNode volume : given) {
            JsonNode claimed = volumes.remove(volume.path("name").asString(""));
            all.add(claimed == null ? volume : claimed);
        }
        volumes.values().forEach(all::add);
        template.withObjectProperty("spec").set("volumes", all);
        return template;
    }

    private static void validateStrategy(JsonNode strategy, FieldErrors errors) {
        JsonNode rolling = strategy.path("rollingUpdate");
        switch (strategy.path("type").asString("")) {
            case "" -> errors.required(STRATEGY, "");
            case "OnDelete" -> {
                if (!rolling.isMissingNode()) {
                    errors.invalid(
                            STRATEGY.child("rollingUpdate"),
                            rolling,
                            "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> validateRolling(rolling, STRATEGY.child("rollingUpdate"), errors);
            default -> errors.invalid(STRATEGY, strategy, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    private static void validateRolling(JsonNode rolling, FieldPath path, FieldErrors errors) {
        Numbers.requireNotNegative(rolling.path("partition"), path.child("partition"), errors);
        JsonNode maxUnavailable = rolling.path("maxUnavailable");
        Numbers.requireCountOrPercentage(maxUnavailable, path.child("maxUnavailable"), errors);
        boolean isZero = maxUnavailable.isString()
                ? Numbers.percentage(maxUnavailable) == 0
                : maxUnavailable.isNumber() && maxUnavailable.asInt(0) == 0;
        if (isZero) {
            errors.invalid(path.child("maxUnavailable"), maxUnavailable, "cannot be 0");
        }
    }

    @Override
    public void validateUpdate(ObjectNode statefulSet, ObjectNode old, FieldErrors errors) {
        ObjectNode spec = statefulSet.withObjectProperty("spec");
        if (old.get("spec") instanceof ObjectNode oldSpec && !SameJson.sameBut(spec, oldSpec, CHANGEABLE)) {
            errors.forbidden(
                    SPEC,
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden");
        }
    }
}

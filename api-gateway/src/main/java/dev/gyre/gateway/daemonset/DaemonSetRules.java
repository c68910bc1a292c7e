package dev.gyre.gateway.daemonset;

import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A daemon set's selector is its identity: it must select its own template, and never changes. How often the template has
 * changed is counted in an annotation, which stands for a field that older versions had.
 */
public final class DaemonSetRules implements KindRules {

    static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STRATEGY = SPEC.child("updateStrategy");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return DaemonSetStatusRules.INSTANCE;
    }

    @Override
    public void prepareForCreate(ObjectNode daemonSet) {
        count(daemonSet, Math.max(1, templateGeneration(daemonSet)));
    }

    @Override
    public void prepareForUpdate(ObjectNode daemonSet, ObjectNode old) {
        boolean isNew = !SameJson.same(
                daemonSet.path("spec").path("template"), old.path("spec").path("template"));
        count(daemonSet, templateGeneration(old) + (isNew ? 1 : 0));
    }

    private static long templateGeneration(ObjectNode daemonSet) {
        String text = daemonSet
                .path("metadata")
                .path("annotations")
                .path(TEMPLATE_GENERATION)
                .asString("");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static void count(ObjectNode daemonSet, long generation) {
        daemonSet
                .withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(TEMPLATE_GENERATION, Long.toString(generation));
    }

    @Override
    public void validate(ObjectNode daemonSet, FieldErrors errors) {
        JsonNode spec = daemonSet.path("spec");
        JsonNode selector = spec.path("selector");
        PodTemplateRules.validateSelector(selector, "daemonset", errors);
        PodTemplateRules.validateTemplate(spec.path("template"), selector, "DaemonSet", errors);
        Numbers.requireNotNegative(spec, SPEC, List.of("minReadySeconds", "revisionHistoryLimit"), errors);
        JsonNode strategy = spec.path("updateStrategy");
        String type = strategy.path("type").asString("");
        switch (type) {
            case "OnDelete" -> {}
            case "RollingUpdate" ->
                validateRolling(strategy.path("rollingUpdate"), STRATEGY.child("rollingUpdate"), errors);
            default -> errors.notSupported(STRATEGY, type, List.of("RollingUpdate", "OnDelete"));
        }
    }

    /** Either old pods go first or new ones come first, and one of them by at least one. */
    private static void validateRolling(JsonNode rolling, FieldPath path, FieldErrors errors) {
        if (rolling.isMissingNode()) {
            errors.required(path, "");
            return;
        }
        JsonNode maxUnavailable = rolling.path("maxUnavailable");
        JsonNode maxSurge = rolling.path("maxSurge");
        for (String field : List.of("maxUnavailable", "maxSurge")) {
            JsonNode value = rolling.path(field);
            Numbers.requireCountOrPercentage(value, path.child(field), errors);
            if (Numbers.percentage(value) > 100) {
                errors.invalid(path.child(field), value, "must not be greater than 100%");
            }
        }
        boolean hasUnavailable = isPositive(maxUnavailable);
        boolean hasSurge = isPositive(maxSurge);
        if (hasUnavailable && hasSurge) {
            errors.invalid(path.child("maxSurge"), maxSurge, "may not be set when maxUnavailable is non-zero");
        } else if (!hasUnavailable && !hasSurge) {
            errors.required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        }
    }

    private static boolean isPositive(JsonNode value) {
        return (value.isString() ? Numbers.percentage(value) : value.asInt(0)) > 0;
    }

    @Override
    public void validateUpdate(ObjectNode daemonSet, ObjectNode old, FieldErrors errors) {
        JsonNode selector = daemonSet.path("spec").path("selector");
        if (!SameJson.same(selector, old.path("spec").path("selector"))) {
            errors.invalid(SPEC.child("selector"), selector, "field is immutable");
        }
    }
}

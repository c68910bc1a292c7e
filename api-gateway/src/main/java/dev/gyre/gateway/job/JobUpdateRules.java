package dev.gyre.gateway.job;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a Job may change: how many pods work at once, its deadlines, whether it rests. An indexed Job may grow and shrink, its
 * parallelism with it. Where its pods are to run may be said anew as long as it rests and never had any.
 */
final class JobUpdateRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> FIXED = List.of(
            "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy");

    private JobUpdateRules() {}

    static void validate(ObjectNode job, ObjectNode old, FieldErrors errors) {
        JsonNode spec = job.path("spec");
        JsonNode oldSpec = old.path("spec");
        validateCompletions(spec, oldSpec, errors);
        for (String field : FIXED) {
            requireSame(spec.path(field), oldSpec.path(field), SPEC.child(field), errors);
        }
        requireSame(
                spec.path("template"), templateToMatch(spec, oldSpec, mayMove(old)), SPEC.child("template"), errors);
    }

    private static void validateCompletions(JsonNode spec, JsonNode oldSpec, FieldErrors errors) {
        JsonNode completions = spec.path("completions");
        if (!JobSpecRules.isIndexed(spec) || !spec.hasNonNull("completions")) {
            requireSame(completions, oldSpec.path("completions"), SPEC.child("completions"), errors);
        } else if (!SameJson.same(completions, oldSpec.path("completions"))
                && !SameJson.same(completions, spec.path("parallelism"))) {
            errors.invalid(
                    SPEC.child("completions"),
                    completions,
                    "can only be modified in tandem with " + SPEC.child("parallelism"));
        }
    }

    private static boolean mayMove(ObjectNode old) {
        return old.path("spec").path("suspend").asBoolean(false)
                && !old.path("status").hasNonNull("startTime");
    }

    /** The old template, with the new one's directives of where pods run where those are free. */
    private static JsonNode templateToMatch(JsonNode spec, JsonNode oldSpec, boolean mayMove) {
        if (!mayMove || !(oldSpec.path("template").deepCopy() instanceof ObjectNode template)) {
            return oldSpec.path("template");
        }
        JsonNode sent = spec.path("template");
        take(sent.path("metadata"), template.withObjectProperty("metadata"), List.of("labels", "annotations"));
        ObjectNode podSpec = template.withObjectProperty("spec");
        take(sent.path("spec"), podSpec, List.of("nodeSelector", "tolerations", "schedulingGates"));
        JsonNode affinity = sent.path("spec").path("affinity");
        JsonNode other = podSpec.path("affinity");
        boolean isThere = affinity.isObject() || other.isObject();
        if (isThere) {
            take(affinity, podSpec.withObjectProperty("affinity"), List.of("nodeAffinity"));
            if (podSpec.path("affinity").isEmpty() && !affinity.isObject()) {
                podSpec.remove("affinity");
            }
        }
        if (template.path("metadata").isEmpty() && !sent.has("metadata")) {
            template.remove("metadata");
        }
        return template;
    }

    private static void take(JsonNode from, ObjectNode to, List<String> fields) {
        for (String field : fields) {
            if (from.hasNonNull(field)) {
                to.set(field, from.path(field).deepCopy());
            } else {
                to.remove(field);
            }
        }
    }

    private static void requireSame(JsonNode value, JsonNode old, FieldPath path, FieldErrors errors) {
        if (!SameJson.same(value, old)) {
            errors.invalid(path, value, "field is immutable");
        }
    }
}

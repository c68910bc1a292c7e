package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change in the spec of a pod that exists: images, a shorter deadline, more tolerations, and little else. */
final class PodUpdateRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String FORBIDDEN = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
            + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdateRules() {}

    static void validate(JsonNode spec, JsonNode old, FieldErrors errors) {
        for (String list : List.of("containers", "initContainers")) {
            if (spec.path(list).size() != old.path(list).size()) {
                errors.forbidden(SPEC.child(list), "pod updates may not add or remove containers");
                return;
            }
        }
        validateDeadline(spec.path("activeDeadlineSeconds"), old.path("activeDeadlineSeconds"), errors);
        for (JsonNode toleration : old.path("tolerations")) {
            if (!contains(spec.path("tolerations"), toleration)) {
                errors.forbidden(
                        SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
        if (!SameJson.same(fixedPart(spec), fixedPart(old))) {
            errors.forbidden(SPEC, FORBIDDEN);
        }
    }

    private static void validateDeadline(JsonNode deadline, JsonNode old, FieldErrors errors) {
        FieldPath path = SPEC.child("activeDeadlineSeconds");
        if (old.isMissingNode()) {
            return;
        }
        if (deadline.isMissingNode()) {
            errors.invalid(path, deadline, "must not update from a positive integer to nil value");
        } else if (deadline.asLong(0) > old.asLong(0)) {
            errors.invalid(path, deadline, "must be less than or equal to previous value");
        }
    }

    /** How long a taint is tolerated may change; what is tolerated may not. */
    private static boolean contains(JsonNode tolerations, JsonNode wanted) {
        for (JsonNode toleration : tolerations) {
            if (SameJson.same(without(toleration, "tolerationSeconds"), without(wanted, "tolerationSeconds"))) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode fixedPart(JsonNode spec) {
        if (!(spec.deepCopy() instanceof ObjectNode fixed)) {
            return spec;
        }
        fixed.remove(List.of("activeDeadlineSeconds", "tolerations"));
        if (fixed.path("terminationGracePeriodSeconds").asLong(0) <= 1) {
            fixed.remove("terminationGracePeriodSeconds");
        }
        for (String list : List.of("containers", "initContainers")) {
            if (fixed.get(list) instanceof ArrayNode containers) {
                containers.forEach(container -> ((ObjectNode) container).remove("image"));
            }
        }
        return fixed;
    }

    private static JsonNode without(JsonNode node, String field) {
        return node instanceof ObjectNode object ? object.deepCopy().without(field) : node;
    }
}

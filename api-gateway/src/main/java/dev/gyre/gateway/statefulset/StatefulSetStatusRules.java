package dev.gyre.gateway.statefulset;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The counts of a stateful set's status agree with one another. */
final class StatefulSetStatusRules implements StatusRules {

    static final StatefulSetStatusRules INSTANCE = new StatefulSetStatusRules();

    private static final FieldPath STATUS = FieldPath.of("status");
    private static final List<String> PARTS =
            List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas");

    private StatefulSetStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode statefulSet, ObjectNode old, FieldErrors errors) {
        JsonNode status = statefulSet.path("status");
        Numbers.requireNotNegative(status, STATUS, List.of("replicas", "observedGeneration", "collisionCount"), errors);
        Numbers.requireNotNegative(status, STATUS, PARTS, errors);
        for (String field : PARTS) {
            if (status.path(field).asLong(0) > status.path("replicas").asLong(0)) {
                errors.invalid(STATUS.child(field), status.path(field), "cannot be greater than status.replicas");
            }
        }
        if (status.path("availableReplicas").asLong(0)
                > status.path("readyReplicas").asLong(0)) {
            errors.invalid(
                    STATUS.child("availableReplicas"),
                    status.path("availableReplicas"),
                    "cannot be greater than status.readyReplicas");
        }
    }
}

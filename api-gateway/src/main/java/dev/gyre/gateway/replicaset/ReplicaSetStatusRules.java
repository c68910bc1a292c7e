package dev.gyre.gateway.replicaset;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The counts of the status of a replica set, or a replication controller, agree with one another. */
public final class ReplicaSetStatusRules implements StatusRules {

    public static final ReplicaSetStatusRules INSTANCE = new ReplicaSetStatusRules();

    private static final FieldPath STATUS = FieldPath.of("status");

    private ReplicaSetStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode replicaSet, ObjectNode old, FieldErrors errors) {
        JsonNode status = replicaSet.path("status");
        Numbers.requireNotNegative(status.path("replicas"), STATUS.child("replicas"), errors);
        for (String field : List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas")) {
            JsonNode count = status.path(field);
            Numbers.requireNotNegative(count, STATUS.child(field), errors);
            if (count.asLong(0) > status.path("replicas").asLong(0)) {
                errors.invalid(STATUS.child(field), count, "cannot be greater than status.replicas");
            }
        }
    }
}

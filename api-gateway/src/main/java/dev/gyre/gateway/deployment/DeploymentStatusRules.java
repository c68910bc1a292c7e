package dev.gyre.gateway.deployment;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The counts of a deployment's status agree with one another. */
final class DeploymentStatusRules implements StatusRules {

    static final DeploymentStatusRules INSTANCE = new DeploymentStatusRules();

    private static final FieldPath STATUS = FieldPath.of("status");

    private DeploymentStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode deployment, ObjectNode old, FieldErrors errors) {
        JsonNode status = deployment.path("status");
        long replicas = status.path("replicas").asLong(0);
        for (String field : List.of(
                "observedGeneration",
                "replicas",
                "updatedReplicas",
                "readyReplicas",
                "availableReplicas",
                "unavailableReplicas")) {
            Numbers.requireNotNegative(status.path(field), STATUS.child(field), errors);
        }
        for (String field : List.of("updatedReplicas", "readyReplicas", "availableReplicas")) {
            if (status.path(field).asLong(0) > replicas) {
                errors.invalid(STATUS.child(field), status.path(field), "cannot be greater than status.replicas");
            }
        }
        if (status.path("availableReplicas").asLong(0)
                > status.path("readyReplicas").asLong(0)) {
            errors.invalid(
                    STATUS.child("availableReplicas"),
                    status.path("availableReplicas"),
                    "cannot be greater than readyReplicas");
        }
    }
}

package dev.gyre.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether an object does what it is for, by its kind; kinds without such a state are ready when they exist. */
record Readiness(boolean isReady, String reason) {

    private static final Readiness READY = new Readiness(true, "");

    static Readiness of(ObjectNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        return switch (object.path("kind").asString("")) {
            case "Deployment" -> deployment(object, spec, status);
            case "ReplicaSet" ->
                counted(status, "readyReplicas", spec.path("replicas").asInt(1));
            case "Pod" -> pod(status);
            default -> READY;
        };
    }

    private static Readiness deployment(ObjectNode object, JsonNode spec, JsonNode status) {
        if (status.path("observedGeneration").asLong(0)
                < object.path("metadata").path("generation").asLong(0)) {
            return new Readiness(false, "not seen by its controller yet");
        }
        int wanted = spec.path("replicas").asInt(1);
        Readiness updated = counted(status, "updatedReplicas", wanted);
        return updated.isReady() ? counted(status, "availableReplicas", wanted) : updated;
    }

    private static Readiness counted(JsonNode status, String field, int wanted) {
        int found = status.path(field).asInt(0);
        return found >= wanted ? READY : new Readiness(false, found + " of " + wanted + " " + field);
    }

    private static Readiness pod(JsonNode status) {
        if (status.path("phase").asString("").equals("Succeeded")) {
            return READY;
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")
                    && condition.path("status").asString("").equals("True")) {
                return READY;
            }
        }
        return new Readiness(false, "phase " + status.path("phase").asString("unknown"));
    }
}

package dev.gyre.actors.workload;

import tools.jackson.databind.JsonNode;

/** A node's mark that keeps pods away which do not tolerate it. */
public record Taint(String key, String value, String effect) {

    public static Taint of(JsonNode taint) {
        return new Taint(
                taint.path("key").asString(""),
                taint.path("value").asString(""),
                taint.path("effect").asString(""));
    }

    /** Whether one of a pod's tolerations bears with this. */
    public boolean isToleratedBy(JsonNode tolerations) {
        for (JsonNode toleration : tolerations) {
            if (isToleratedByOne(toleration)) {
                return true;
            }
        }
        return false;
    }

    /** An empty key with {@code Exists} tolerates all keys, an empty effect all effects. */
    private boolean isToleratedByOne(JsonNode toleration) {
        String tolerated = toleration.path("effect").asString("");
        String toleratedKey = toleration.path("key").asString("");
        if ((!tolerated.isEmpty() && !tolerated.equals(effect))
                || (!toleratedKey.isEmpty() && !toleratedKey.equals(key))) {
            return false;
        }
        return switch (toleration.path("operator").asString("Equal")) {
            case "Exists" -> true;
            case "Equal", "" ->
                !toleratedKey.isEmpty() && toleration.path("value").asString("").equals(value);
            default -> false;
        };
    }

    @Override
    public String toString() {
        return key + ": " + value;
    }
}

package dev.gyre.gateway.aggregation;

import dev.gyre.schemas.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether an API can be had, as its condition {@code Available} says.
 *
 * @param resources the discovery document that it answered with; null where it did not
 */
record Availability(
        boolean isAvailable,
        String reason,
        String message,
        @Nullable JsonNode resources) {

    private static final String TYPE = "Available";

    static Availability not(String reason, String message) {
        return new Availability(false, reason, message, null);
    }

    static Availability passed(JsonNode resources) {
        return new Availability(true, "Passed", "all checks passed", resources);
    }

    /** What every APIService without a Service says. */
    static final Availability LOCAL = new Availability(true, "Local", "Local APIServices are always available", null);

    /** A status that says this; null where the object's own does already. */
    @Nullable
    ObjectNode statusFor(JsonNode apiService, String now) {
        String status = isAvailable ? "True" : "False";
        String since = now;
        ArrayNode conditions = Json.MAPPER.createArrayNode();
        for (JsonNode condition : apiService.path("status").path("conditions")) {
            if (!condition.path("type").asString("").equals(TYPE)) {
                conditions.add(condition.deepCopy());
            } else if (condition.path("status").asString("").equals(status)) {
                since = condition.path("lastTransitionTime").asString(now);
                if (condition.path("reason").asString("").equals(reason)
                        && condition.path("message").asString("").equals(message)) {
                    return null;
                }
            }
        }
        conditions
                .addObject()
                .put("type", TYPE)
                .put("status", status)
                .put("lastTransitionTime", since)
                .put("reason", reason)
                .put("message", message);
        return Json.object().set("conditions", conditions);
    }
}

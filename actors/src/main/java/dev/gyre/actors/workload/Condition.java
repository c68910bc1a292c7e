package dev.gyre.actors.workload;

import dev.gyre.schemas.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code status.conditions}. {@code lastUpdateTime} is null for the kinds that do not have it.
 */
public record Condition(
        String type,
        String status,
        String reason,
        String message,
        @Nullable Instant lastUpdateTime,
        @Nullable Instant lastTransitionTime) {

    public static Condition read(JsonNode node) {
        return new Condition(
                node.path("type").asString(""),
                node.path("status").asString(""),
                node.path("reason").asString(""),
                node.path("message").asString(""),
                Timestamp.read(node.path("lastUpdateTime")),
                Timestamp.read(node.path("lastTransitionTime")));
    }

    public boolean isTrue() {
        return status.equals("True");
    }

    public Condition since(@Nullable Instant transition) {
        return new Condition(type, status, reason, message, lastUpdateTime, transition);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object().put("type", type).put("status", status);
        if (lastUpdateTime != null) {
            node.put("lastUpdateTime", Timestamp.write(lastUpdateTime));
        }
        if (lastTransitionTime != null) {
            node.put("lastTransitionTime", Timestamp.write(lastTransitionTime));
        }
        if (!reason.isEmpty()) {
            node.put("reason", reason);
        }
        if (!message.isEmpty()) {
            node.put("message", message);
        }
        return node;
    }
}

package dev.gyre.actors.workload;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says one thing in the conditions of an object that another component keeps, such as a kubelet its node's and its pods'.
 * All other conditions, and the fields that only that component knows, stay as they are.
 */
public final class ConditionEdit {

    private ConditionEdit() {}

    /** In place; the transition time changes with the status only. */
    public static void set(ObjectNode object, Condition condition) {
        ArrayNode conditions = object.withObjectProperty("status").withArrayProperty("conditions");
        ObjectNode entry = find(conditions, condition.type());
        if (entry == null) {
            conditions.add(condition.toJson());
            return;
        }
        boolean isTransition = !entry.path("status").asString("").equals(condition.status());
        entry.put("status", condition.status()).put("reason", condition.reason());
        if (condition.message().isEmpty()) {
            entry.remove("message");
        } else {
            entry.put("message", condition.message());
        }
        if (isTransition && condition.lastTransitionTime() != null) {
            entry.put("lastTransitionTime", Timestamp.write(condition.lastTransitionTime()));
        }
    }

    private static @Nullable ObjectNode find(ArrayNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (condition instanceof ObjectNode entry
                    && entry.path("type").asString("").equals(type)) {
                return entry;
            }
        }
        return null;
    }
}

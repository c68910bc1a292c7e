package dev.gyre.schemas;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API's answer where there is no object: {@code kind: Status}. {@code reason} is one of Kubernetes' machine-readable
 * words ({@code NotFound}, {@code Conflict}, {@code Invalid}, ...), {@code code} its HTTP status.
 */
public record Status(
        int code, String reason, String message, @Nullable Details details) {

    /** What the answer is about; any part may be empty. */
    public record Details(
            String group, String kind, String name, String uid, List<Cause> causes, int retryAfterSeconds) {
        public static Details of(String group, String kind, String name) {
            return new Details(group, kind, name, "", List.of(), 0);
        }
    }

    /** One field that is at fault: reason {@code FieldValueRequired} and such, and the field's path. */
    public record Cause(String reason, String message, String field) {}

    private static final String GUARD_FAILED = "GuardFailed";

    /** The refusal of a write because this guard did not hold; its cause's field names which kind of guard it was. */
    public static Status guardFailed(ResourceKey key, Guard guard) {
        Cause cause = new Cause(GUARD_FAILED, "does not hold: " + guard, guard.word());
        Details details = new Details(key.group(), key.plural(), key.name(), "", List.of(cause), 0);
        String message = "Operation cannot be fulfilled on %s \"%s\": guard does not hold: %s"
                .formatted(key.groupResource(), key.name(), guard);
        return new Status(409, "Conflict", message, details);
    }

    /** Whether this refuses a write because the sender's epoch is over: another owns its partition now. */
    public boolean isEpochOver() {
        return isGuardFailed("epoch");
    }

    /** Whether this refuses a write because something else is asked of an object than when the write was decided on. */
    public boolean isGenerationOver() {
        return isGuardFailed("generation");
    }

    private boolean isGuardFailed(String word) {
        return details != null
                && details.causes().stream()
                        .anyMatch(c ->
                                c.reason().equals(GUARD_FAILED) && c.field().equals(word));
    }

    public boolean isSuccess() {
        return code < 400;
    }

    /** Reads what the API answered; what is missing there is empty here. */
    public static Status fromJson(ObjectNode json) {
        Details details = null;
        JsonNode d = json.path("details");
        if (d.isObject()) {
            List<Cause> causes = new ArrayList<>();
            d.path("causes")
                    .forEach(c -> causes.add(new Cause(
                            c.path("reason").asString(""),
                            c.path("message").asString(""),
                            c.path("field").asString(""))));
            details = new Details(
                    d.path("group").asString(""),
                    d.path("kind").asString(""),
                    d.path("name").asString(""),
                    d.path("uid").asString(""),
                    List.copyOf(causes),
                    d.path("retryAfterSeconds").asInt(0));
        }
        return new Status(
                json.path("code").asInt(0),
                json.path("reason").asString(""),
                json.path("message").asString(""),
                details);
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        json.put("status", isSuccess() ? "Success" : "Failure");
        if (!message.isEmpty()) {
            json.put("message", message);
        }
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        if (details != null) {
            ObjectNode d = json.putObject("details");
            putUnlessEmpty(d, "name", details.name());
            putUnlessEmpty(d, "group", details.group());
            putUnlessEmpty(d, "kind", details.kind());
            putUnlessEmpty(d, "uid", details.uid());
            if (!details.causes().isEmpty()) {
                ArrayNode causes = d.putArray("causes");
                for (Cause cause : details.causes()) {
                    ObjectNode c = causes.addObject();
                    putUnlessEmpty(c, "reason", cause.reason());
                    putUnlessEmpty(c, "message", cause.message());
                    putUnlessEmpty(c, "field", cause.field());
                }
            }
            if (details.retryAfterSeconds() > 0) {
                d.put("retryAfterSeconds", details.retryAfterSeconds());
            }
        }
        return json.put("code", code);
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}

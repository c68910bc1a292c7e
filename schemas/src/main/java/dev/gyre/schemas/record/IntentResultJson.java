package dev.gyre.schemas.record;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Results of intents as JSON. */
final class IntentResultJson {

    private IntentResultJson() {}

    static ObjectNode write(IntentResult result) {
        ObjectNode json = Json.object()
                .put("account", result.account())
                .put("source", result.source())
                .put("id", result.id())
                .put("partition", result.partition())
                .put("offset", result.offset())
                .put("epoch", result.epoch())
                .put("result", result.kind().name().toLowerCase(Locale.ROOT))
                .put("key", result.key())
                .put("revision", result.revision())
                .put("isRepeat", result.isRepeat());
        if (result.status() != null) {
            json.set("status", result.status().toJson());
        }
        return json;
    }

    static IntentResult read(JsonNode json) {
        Fields fields = Fields.of("intent result", json);
        return new IntentResult(
                fields.string("account"),
                fields.string("source"),
                fields.string("id"),
                (int) fields.number("partition"),
                fields.number("offset"),
                fields.number("epoch"),
                kind(fields),
                fields.string("key"),
                fields.number("revision"),
                json.has("status") ? Status.fromJson(fields.object("status")) : null,
                json.path("isRepeat").asBoolean(false));
    }

    private static IntentResult.Kind kind(Fields fields) {
        return switch (fields.string("result")) {
            case "committed" -> IntentResult.Kind.COMMITTED;
            case "refused" -> IntentResult.Kind.REFUSED;
            case "poison" -> IntentResult.Kind.POISON;
            default -> throw fields.wrong("result", "committed, refused or poison");
        };
    }
}

package dev.gyre.schemas.record;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Status;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Outcomes of commands as JSON, by their {@code type}; a refusal carries the API's own {@code Status}. */
final class OutcomeJson {

    private OutcomeJson() {}

    static ObjectNode write(Outcome outcome) {
        ObjectNode json = Json.object();
        switch (outcome) {
            case Outcome.Committed o ->
                json.put("type", "committed").put("revision", o.revision()).set("object", o.object());
            case Outcome.Refused o ->
                json.put("type", "refused")
                        .put("revision", o.revision())
                        .set("status", o.status().toJson());
            case Outcome.Unknown o -> json.put("type", "unknown").put("reason", o.reason());
        }
        return json;
    }

    static Outcome read(JsonNode json) {
        Fields fields = Fields.of("outcome", json);
        return switch (fields.string("type")) {
            case "committed" -> new Outcome.Committed(fields.number("revision"), fields.object("object"));
            case "refused" -> new Outcome.Refused(Status.fromJson(fields.object("status")), fields.number("revision"));
            case "unknown" -> new Outcome.Unknown(fields.string("reason"));
            default -> throw fields.wrong("type", "committed, refused or unknown");
        };
    }
}

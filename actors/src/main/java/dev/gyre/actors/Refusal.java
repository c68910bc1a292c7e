package dev.gyre.actors;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command that the API refused, and what it said. No view shows it, so it is an input by value of the decision that
 * follows, and stands on that decision's record.
 *
 * @param verb {@code create}, {@code update}, {@code patch}, {@code delete}, {@code bind}
 */
public record Refusal(String verb, ResourceKey key, Status status) {

    public static Refusal of(Command command, Status status) {
        String verb = switch (command) {
            case Command.Create create -> "create";
            case Command.Update update -> "update";
            case Command.Patch patch -> "patch";
            case Command.Delete delete -> "delete";
            case Command.Bind bind -> "bind";
        };
        return new Refusal(verb, command.key(), status);
    }

    /**
     * Whether the API will not have it, rather than that it was busy or the view behind: what is taken, gone or changed since
     * shows in the next view.
     */
    public boolean isForGood() {
        int code = status.code();
        return code >= 400 && code < 500 && code != 404 && code != 409 && code != 429;
    }

    /** As it stands on a record. */
    public String toInput() {
        ObjectNode json = Json.object().put("verb", verb).put("key", key.toString());
        json.set("status", status.toJson());
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }

    /** Reads back what {@link #toInput} wrote. */
    public static Refusal ofInput(String input) {
        JsonNode json = Json.readObject(input.getBytes(StandardCharsets.UTF_8));
        return new Refusal(
                json.path("verb").asString(""),
                ResourceKey.parse(json.path("key").asString("")),
                Status.fromJson((ObjectNode) json.path("status")));
    }
}

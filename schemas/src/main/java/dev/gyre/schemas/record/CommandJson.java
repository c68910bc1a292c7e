package dev.gyre.schemas.record;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands as JSON, by their {@code type}; keys in their printed form, patches and policies in the words of the API. */
final class CommandJson {

    private CommandJson() {}

    static ObjectNode write(Command command) {
        ObjectNode json = Json.object();
        json.put("type", type(command)).put("key", command.key().toString());
        switch (command) {
            case Command.Create c -> json.set("object", c.object());
            case Command.Update c -> {
                putUnlessNull(json, "subresource", c.subresource());
                json.put("revision", c.revision()).set("object", c.object());
            }
            case Command.Patch c -> {
                putUnlessNull(json, "subresource", c.subresource());
                json.put("patchType", c.type().mediaType()).set("patch", c.patch());
            }
            case Command.Delete c -> {
                putUnlessNull(json, "uid", c.uid());
                putUnlessNull(json, "revision", c.revision());
                Propagation propagation = c.propagation();
                putUnlessNull(json, "propagationPolicy", propagation == null ? null : propagation.word());
                putUnlessNull(json, "gracePeriodSeconds", c.gracePeriodSeconds());
            }
            case Command.Bind c -> json.put("uid", c.uid()).put("nodeName", c.nodeName());
        }
        if (!command.guards().isEmpty()) {
            json.set("guards", GuardJson.writeAll(command.guards()));
        }
        return json;
    }

    static Command read(JsonNode json) {
        Fields fields = Fields.of("command", json);
        ResourceKey key = fields.key("key");
        List<Guard> guards = json.hasNonNull("guards") ? GuardJson.readAll(json.get("guards")) : List.of();
        return switch (fields.string("type")) {
            case "create" -> new Command.Create(key, fields.object("object"), guards);
            case "update" ->
                new Command.Update(
                        key,
                        fields.optionalString("subresource"),
                        fields.number("revision"),
                        fields.object("object"),
                        guards);
            case "patch" ->
                new Command.Patch(
                        key, fields.optionalString("subresource"), patchType(fields), fields.any("patch"), guards);
            case "delete" ->
                new Command.Delete(
                        key,
                        fields.optionalString("uid"),
                        fields.optionalNumber("revision"),
                        propagation(fields),
                        fields.optionalNumber("gracePeriodSeconds"),
                        guards);
            case "bind" -> new Command.Bind(key, fields.string("uid"), fields.string("nodeName"), guards);
            default -> throw fields.wrong("type", "create, update, patch, delete or bind");
        };
    }

    private static String type(Command command) {
        return switch (command) {
            case Command.Create c -> "create";
            case Command.Update c -> "update";
            case Command.Patch c -> "patch";
            case Command.Delete c -> "delete";
            case Command.Bind c -> "bind";
        };
    }

    private static PatchType patchType(Fields fields) {
        String word = fields.string("patchType");
        for (PatchType type : PatchType.values()) {
            if (type.mediaType().equals(word)) {
                return type;
            }
        }
        throw fields.wrong("patchType", "the media type of a patch");
    }

    private static @Nullable Propagation propagation(Fields fields) {
        String word = fields.optionalString("propagationPolicy");
        if (word == null) {
            return null;
        }
        for (Propagation propagation : Propagation.values()) {
            if (propagation.word().equals(word)) {
                return propagation;
            }
        }
        throw fields.wrong("propagationPolicy", "Orphan, Background or Foreground");
    }

    private static void putUnlessNull(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static void putUnlessNull(ObjectNode json, String field, @Nullable Long value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}

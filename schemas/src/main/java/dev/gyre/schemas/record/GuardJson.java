package dev.gyre.schemas.record;

import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Guards as JSON, by their {@code type}. */
final class GuardJson {

    /** etcd allows 128 operations in a transaction by default; no write needs half as many comparisons. */
    static final int MAX_GUARDS = 64;

    private GuardJson() {}

    static ObjectNode write(Guard guard) {
        ObjectNode json = Json.object();
        return switch (guard) {
            case Guard.Epoch g ->
                json.put("type", "epoch").put("partition", g.partition()).put("epoch", g.epoch());
            case Guard.Exists g ->
                json.put("type", "exists").put("key", g.key().toString()).put("uid", g.uid());
            case Guard.Absent g ->
                json.put("type", "absent").put("key", g.key().toString()).put("uid", g.uid());
            case Guard.Unchanged g ->
                json.put("type", "unchanged").put("key", g.key().toString()).put("revision", g.revision());
            case Guard.Generation g ->
                json.put("type", "generation")
                        .put("key", g.key().toString())
                        .put("uid", g.uid())
                        .put("generation", g.generation());
        };
    }

    static Guard read(JsonNode json) {
        Fields fields = Fields.of("guard", json);
        return switch (fields.string("type")) {
            case "epoch" -> new Guard.Epoch(fields.string("partition"), fields.number("epoch"));
            case "exists" -> new Guard.Exists(fields.key("key"), fields.string("uid"));
            case "absent" -> new Guard.Absent(fields.key("key"), fields.string("uid"));
            case "unchanged" -> new Guard.Unchanged(fields.key("key"), fields.number("revision"));
            case "generation" ->
                new Guard.Generation(fields.key("key"), fields.string("uid"), fields.number("generation"));
            default -> throw fields.wrong("type", "epoch, exists, absent, unchanged or generation");
        };
    }

    static ArrayNode writeAll(List<Guard> guards) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        guards.forEach(guard -> array.add(write(guard)));
        return array;
    }

    static List<Guard> readAll(JsonNode json) {
        if (!json.isArray()) {
            throw new RecordFormatException("guards: expected an array, found " + json.getNodeType());
        }
        if (json.size() > MAX_GUARDS) {
            throw new RecordFormatException("guards: expected at most " + MAX_GUARDS + ", found " + json.size());
        }
        List<Guard> guards = new ArrayList<>();
        json.forEach(guard -> guards.add(read(guard)));
        return List.copyOf(guards);
    }
}

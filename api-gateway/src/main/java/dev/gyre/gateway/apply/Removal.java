package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import dev.gyre.schemas.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A document without some of its fields. What is left with nothing in it goes, too. */
final class Removal {

    private Removal() {}

    static ObjectNode from(ObjectNode document, FieldSet removed, FieldSchema schema) {
        return value(document, removed, schema) instanceof ObjectNode rest ? rest : Json.object();
    }

    /** Null where nothing is left. */
    private static @Nullable JsonNode value(JsonNode value, FieldSet removed, FieldSchema schema) {
        FieldSchema items = schema.items();
        if (removed.isEmpty() || !value.isContainer()) {
            return value;
        }
        if (value.isEmpty() || OwnedFields.isLeaf(schema)) {
            return null;
        }
        if (value instanceof ArrayNode list && items != null) {
            return items(list, removed, schema, items);
        }
        return schema.type() == Type.ARRAY ? value : members(value, removed, schema);
    }

    private static @Nullable JsonNode members(JsonNode object, FieldSet removed, FieldSchema schema) {
        ObjectNode rest = Json.object();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String element = PathElement.field(entry.getKey());
            FieldSchema member = OwnedFields.member(schema, entry.getKey());
            JsonNode kept = removed.has(element)
                    ? null
                    : member == null ? entry.getValue() : value(entry.getValue(), removed.below(element), member);
            if (kept != null) {
                rest.set(entry.getKey(), kept);
            }
        }
        return rest.isEmpty() ? null : rest;
    }

    private static @Nullable JsonNode items(ArrayNode list, FieldSet removed, FieldSchema schema, FieldSchema items) {
        ArrayNode rest = Json.MAPPER.createArrayNode();
        for (JsonNode item : list) {
            String element = PathElement.itemOrNull(item, schema);
            JsonNode kept =
                    element == null ? item : removed.has(element) ? null : value(item, removed.below(element), items);
            if (kept != null) {
                rest.add(kept);
            }
        }
        return rest.isEmpty() ? null : rest;
    }
}

package dev.gyre.schemas.structure;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Drops from a document what its schema does not know, and what is not set: the trace that reading into a typed model and
 * writing it again would leave. A {@code null} in a list or a map becomes the empty value of its type, as it does there.
 */
public final class Pruning {

    private Pruning() {}

    /** Prunes in place. */
    public static void prune(ObjectNode document, FieldSchema schema) {
        if (schema.definition() == null && schema.properties().isEmpty()) {
            return;
        }
        List<String> dropped = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            FieldSchema field = schema.properties().get(entry.getKey());
            if (field == null || entry.getValue().isNull()) {
                dropped.add(entry.getKey());
            } else {
                value(entry.getValue(), field);
            }
        }
        document.remove(dropped);
    }

    private static void value(JsonNode value, FieldSchema schema) {
        FieldSchema items = schema.items();
        switch (schema.type()) {
            case OBJECT -> {
                if (value instanceof ObjectNode object) {
                    prune(object, schema);
                }
            }
            case MAP -> {
                if (value instanceof ObjectNode map && items != null) {
                    for (Map.Entry<String, JsonNode> entry : map.properties()) {
                        if (entry.getValue().isNull()) {
                            entry.setValue(empty(items));
                        } else {
                            value(entry.getValue(), items);
                        }
                    }
                }
            }
            case ARRAY -> {
                if (value instanceof ArrayNode array && items != null) {
                    for (int i = 0; i < array.size(); i++) {
                        if (array.get(i).isNull()) {
                            array.set(i, empty(items));
                        } else {
                            value(array.get(i), items);
                        }
                    }
                }
            }
            default -> {}
        }
    }

    private static @Nullable JsonNode empty(FieldSchema schema) {
        return switch (schema.type()) {
            case OBJECT, MAP -> Json.object();
            case ARRAY -> Json.MAPPER.createArrayNode();
            case STRING -> StringNode.valueOf("");
            case INTEGER, NUMBER, INT_OR_STRING -> IntNode.valueOf(0);
            case QUANTITY -> StringNode.valueOf("0");
            case BOOLEAN -> BooleanNode.FALSE;
            case ANY -> Json.MAPPER.nullNode();
        };
    }
}

package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is wrong with a configuration before it can be merged: fields that the schema does not declare, and lists whose items
 * cannot be told apart. What type a scalar has is for the structure check, which sees the merged object.
 */
final class ConfigCheck {

    private static final int MAX_FAULTS = 100;

    private final List<String> faults = new ArrayList<>();

    private ConfigCheck() {}

    /** What is wrong, in one text; empty for nothing. */
    static String faults(JsonNode config, FieldSchema schema) {
        ConfigCheck check = new ConfigCheck();
        check.value(config, schema, "");
        return switch (check.faults.size()) {
            case 0 -> "";
            case 1 -> check.faults.getFirst();
            default -> "errors:\n  " + String.join("\n  ", check.faults);
        };
    }

    private void value(JsonNode value, FieldSchema schema, String path) {
        FieldSchema items = schema.items();
        if (value.isNull() || faults.size() >= MAX_FAULTS) {
            return;
        }
        if (schema.type() == Type.ARRAY && items != null) {
            if (value.isArray()) {
                items(value, schema, items, path);
            } else {
                faults.add(path + ": expected list, got " + value);
            }
        } else if (schema.type() == Type.MAP || schema.type() == Type.OBJECT && schema.hasKnownFields()) {
            if (value.isObject()) {
                members(value, schema, path);
            } else {
                faults.add(path + ": expected map, got " + value);
            }
        }
    }

    private void members(JsonNode object, FieldSchema schema, String path) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            FieldSchema member = OwnedFields.member(schema, entry.getKey());
            String at = path + "." + entry.getKey();
            if (member != null) {
                value(entry.getValue(), member, at);
            } else if (schema.type() == Type.OBJECT) {
                faults.add(at + ": field not declared in schema");
            }
        }
    }

    private void items(JsonNode list, FieldSchema schema, FieldSchema items, String path) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.path(i);
            String at = path + "[" + i + "]";
            if (!OwnedFields.isLeaf(schema)) {
                try {
                    String element = PathElement.item(item, schema);
                    at = path + PathElement.shown(element);
                    if (!seen.add(element)) {
                        faults.add(path + ": duplicate entries for key " + PathElement.shown(element));
                    }
                } catch (IllegalArgumentException nameless) {
                    faults.add(path + ": element " + i + ": " + nameless.getMessage());
                }
            }
            value(item, items, at);
        }
    }
}

package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.ListType;
import dev.gyre.schemas.FieldSchema.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields that a document names, and so claims: every scalar, everything that is owned as one value, every item of a list
 * that has names, every entry of a map. The objects around them are not claimed, unless they hold nothing.
 */
final class OwnedFields {

    private OwnedFields() {}

    static FieldSet of(ObjectNode document, FieldSchema schema) {
        FieldSet.Builder fields = new FieldSet.Builder();
        gather(document, schema, fields);
        return fields.build();
    }

    /** Whether a value of this schema is one value to server-side apply, whatever is in it. */
    static boolean isLeaf(FieldSchema schema) {
        return switch (schema.type()) {
            case ARRAY -> schema.listType() == ListType.ATOMIC;
            case MAP -> schema.isAtomic() || schema.items() == null;
            case OBJECT -> schema.isAtomic() || !schema.hasKnownFields();
            default -> true;
        };
    }

    /** The schema of a field of an object or an entry of a map; null for a field that is not declared. */
    static @Nullable FieldSchema member(FieldSchema schema, String name) {
        return schema.type() == Type.MAP ? schema.items() : schema.field(name);
    }

    private static void gather(JsonNode value, FieldSchema schema, FieldSet.Builder at) {
        FieldSchema items = schema.items();
        if (isLeaf(schema)) {
            at.add();
        } else if (schema.type() == Type.ARRAY && items != null) {
            for (JsonNode item : value) {
                FieldSet.Builder below = at.below(PathElement.item(item, schema));
                gather(item, items, below);
                below.add();
            }
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                gatherMember(entry.getKey(), entry.getValue(), schema, at);
            }
        }
    }

    private static void gatherMember(String name, JsonNode value, FieldSchema schema, FieldSet.Builder at) {
        FieldSchema member = member(schema, name);
        FieldSet.Builder below = at.below(PathElement.field(name));
        if (member != null) {
            gather(value, member, below);
        }
        boolean isNothing = value.isNull() || value.isObject() && value.isEmpty();
        if (isNothing || member == null || schema.type() == Type.MAP) {
            below.add();
        }
    }
}

package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whoever owns {@code .spec.strategy.type} owns {@code .spec} and {@code .spec.strategy} as well when it comes to taking fields
 * away: an object with named fields goes with the last of them. Maps and lists do not.
 */
final class NamedFields {

    private NamedFields() {}

    /** The set with the named fields that lead to its paths. */
    static FieldSet with(FieldSet fields, FieldSchema schema) {
        FieldSet.Builder named = new FieldSet.Builder();
        gather(fields, schema, named);
        return fields.union(named.build());
    }

    private static void gather(FieldSet fields, @Nullable FieldSchema schema, FieldSet.Builder named) {
        for (Map.Entry<String, JsonNode> entry : fields.json().properties()) {
            String element = entry.getKey();
            FieldSet below = fields.below(element);
            if (below.isEmpty() || schema == null) {
                continue;
            }
            FieldSet.Builder at = named.below(element);
            if (!PathElement.isField(element)) {
                gather(below, schema.items(), at);
                continue;
            }
            FieldSchema member = OwnedFields.member(schema, PathElement.fieldName(element));
            if (member != null && schema.type() == Type.OBJECT) {
                at.add();
            }
            gather(below, member, at);
        }
    }
}

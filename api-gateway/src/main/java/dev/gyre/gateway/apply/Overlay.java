package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import dev.gyre.schemas.structure.Problem;
import dev.gyre.schemas.structure.StructureCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A part of an object laid over it by somebody who owns nothing, as mutating policies do: merged as by server-side apply, and
 * without a word about what is one value as a whole, of which the part would drop what it does not know.
 */
public final class Overlay {

    private Overlay() {}

    /**
     * The object with the part; neither is changed.
     *
     * @throws IllegalArgumentException where the part does not fit the schema, or says what it may not
     */
    public static ObjectNode of(ObjectNode object, ObjectNode part, FieldSchema schema) {
        String faults = ConfigCheck.faults(part, schema);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "error applying patch: failed to convert patch object to typed object: " + faults);
        }
        for (Problem problem : StructureCheck.problems(part, schema)) {
            if (problem.kind() == Problem.Kind.WRONG_TYPE) {
                throw new IllegalArgumentException(
                        "error applying patch: failed to convert patch object to typed object: " + problem.message());
            }
        }
        List<String> whole = new ArrayList<>();
        gather(part, schema, "", whole);
        if (!whole.isEmpty()) {
            throw new IllegalArgumentException("error applying patch: invalid ApplyConfiguration: may not mutate atomic"
                    + " arrays, maps or structs: " + String.join(", ", whole));
        }
        return Merge.of(object, part, schema).deepCopy();
    }

    private static void gather(JsonNode value, FieldSchema schema, String path, List<String> whole) {
        FieldSchema items = schema.items();
        if (OwnedFields.isLeaf(schema)) {
            if (value.isContainer()) {
                whole.add(path);
            }
        } else if (schema.type() == Type.ARRAY && items != null) {
            for (JsonNode item : value) {
                gather(item, items, path + PathElement.shown(PathElement.item(item, schema)), whole);
            }
        } else {
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                FieldSchema member = OwnedFields.member(schema, entry.getKey());
                if (member != null) {
                    gather(entry.getValue(), member, path + "." + entry.getKey(), whole);
                }
            }
        }
    }
}

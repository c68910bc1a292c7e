package dev.gyre.schemas.structure;

import dev.gyre.schemas.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Compares a document with the schema of its type, field by field, and answers what does not fit: fields that are unknown
 * and values of the wrong type, in the order of the document. {@code null} fits everywhere, since it means that a field is
 * not set.
 */
public final class StructureCheck {

    /** Past this many of a kind the rest is left out; nobody reads them. One kind never crowds out the other. */
    public static final int MAX_PROBLEMS = 100;

    private final List<Problem> problems = new ArrayList<>();
    private int unknownFields;
    private int wrongTypes;

    private StructureCheck() {}

    /** All problems; empty where the document fits. */
    public static List<Problem> problems(JsonNode document, FieldSchema schema) {
        StructureCheck check = new StructureCheck();
        check.value(document, schema, FieldPath.ROOT);
        return List.copyOf(check.problems);
    }

    /** Only what is of one kind. */
    public static List<Problem> problems(JsonNode document, FieldSchema schema, Problem.Kind kind) {
        return problems(document, schema).stream()
                .filter(problem -> problem.kind() == kind)
                .toList();
    }

    private void value(JsonNode value, FieldSchema schema, FieldPath path) {
        if (value.isNull() || wrongTypes >= MAX_PROBLEMS) {
            return;
        }
        switch (schema.type()) {
            case OBJECT -> object(value, schema, path);
            case MAP -> {
                FieldSchema items = schema.items();
                if (expect(value.isObject(), value, schema, path) && items != null) {
                    value.properties().forEach(entry -> value(entry.getValue(), items, path.entry(entry.getKey())));
                }
            }
            case ARRAY -> {
                FieldSchema items = schema.items();
                if (expect(value.isArray(), value, schema, path) && items != null) {
                    for (int i = 0; i < value.size(); i++) {
                        value(value.get(i), items, path.item(i));
                    }
                }
            }
            case ANY -> {}
            default -> scalar(value, schema, path);
        }
    }

    private void object(JsonNode value, FieldSchema schema, FieldPath path) {
        if (!expect(value.isObject(), value, schema, path)) {
            return;
        }
        String definition = schema.definition();
        if (definition == null) {
            return;
        }
        value.properties().forEach(entry -> {
            FieldSchema field = schema.properties().get(entry.getKey());
            FieldPath at = path.field(definition, entry.getKey());
            if (field != null) {
                value(entry.getValue(), field, at);
            } else if (unknownFields < MAX_PROBLEMS) {
                unknownFields++;
                problems.add(new Problem(Problem.Kind.UNKNOWN_FIELD, at.toString(), "unknown field \"" + at + "\""));
            }
        });
    }

    private void scalar(JsonNode value, FieldSchema schema, FieldPath path) {
        String complaint = ScalarCheck.complaint(value, schema);
        if (complaint != null) {
            wrongType(path, complaint);
        } else {
            expect(ScalarCheck.fits(value, schema), value, schema, path);
        }
    }

    private boolean expect(boolean fits, JsonNode value, FieldSchema schema, FieldPath path) {
        if (!fits) {
            String field = ScalarCheck.readsItself(schema) ? null : path.goField();
            wrongType(
                    path,
                    "json: cannot unmarshal " + found(value, schema) + " into Go "
                            + (field == null ? "value" : "struct field " + field) + " of type "
                            + ScalarCheck.goType(schema));
        }
        return fits;
    }

    private void wrongType(FieldPath path, String message) {
        if (wrongTypes < MAX_PROBLEMS) {
            wrongTypes++;
            problems.add(new Problem(Problem.Kind.WRONG_TYPE, path.toString(), message));
        }
    }

    /** What Go calls the value that it found; a number that is the wrong one for an integer is quoted. */
    private static String found(JsonNode value, FieldSchema schema) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case NUMBER -> schema.type() == FieldSchema.Type.INTEGER ? "number " + value : "number";
            default -> "object";
        };
    }
}

package dev.gyre.schemas.custom;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.structure.Problem;
import dev.gyre.schemas.structure.Pruning;
import dev.gyre.schemas.structure.StructureCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a document fit a structural schema, in place: fields that it does not speak of go, unless they are to be preserved, and
 * what is left out gets its default. Values of the wrong type stay, and are validation's business; only metadata, which is
 * Kubernetes' own, must be readable.
 */
public final class CustomStructure {

    private final List<Problem> problems = new ArrayList<>();

    private CustomStructure() {}

    /** Drops what the schema does not know; answers what was dropped, and what of the metadata cannot be read. */
    public static List<Problem> prune(ObjectNode document, CustomSchema schema) {
        CustomStructure structure = new CustomStructure();
        structure.pruneObject(document, schema, "");
        return List.copyOf(structure.problems);
    }

    private void prune(JsonNode value, @Nullable FieldSchema schema, String path) {
        if (!(schema instanceof CustomSchema custom)) {
            return;
        }
        FieldSchema items = custom.items();
        if (value instanceof ObjectNode object) {
            if (custom.type() == FieldSchema.Type.MAP && items != null) {
                object.properties().forEach(entry -> prune(entry.getValue(), items, at(path, entry.getKey())));
            } else {
                pruneObject(object, custom, path);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                prune(value.get(i), items, path + "[" + i + "]");
            }
        }
    }

    private void pruneObject(ObjectNode object, CustomSchema schema, String path) {
        List<String> dropped = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            String at = at(path, name);
            FieldSchema field = schema.properties().get(name);
            if (schema.isResource() && name.equals("metadata") && field != null) {
                metadata(entry.getValue(), field, at);
            } else if (field != null) {
                prune(entry.getValue(), field, at);
            } else if (!schema.preservesUnknownFields()) {
                dropped.add(name);
                if (problems.size() < StructureCheck.MAX_PROBLEMS) {
                    problems.add(new Problem(Problem.Kind.UNKNOWN_FIELD, at, "unknown field \"" + at + "\""));
                }
            }
        }
        object.remove(dropped);
    }

    private void metadata(JsonNode metadata, FieldSchema schema, String path) {
        for (Problem problem : StructureCheck.problems(metadata, schema)) {
            String at = at(path, problem.path());
            String message =
                    problem.kind() == Problem.Kind.UNKNOWN_FIELD ? "unknown field \"" + at + "\"" : problem.message();
            problems.add(new Problem(problem.kind(), at, message));
        }
        if (metadata instanceof ObjectNode object) {
            Pruning.prune(object, schema);
        }
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /**
     * Fills in what is left out. A null counts as left out where the schema does not allow it, and goes where there is no default
     * for it.
     */
    public static void fillIn(JsonNode value, @Nullable FieldSchema schema) {
        if (!(schema instanceof CustomSchema custom)) {
            return;
        }
        FieldSchema items = custom.items();
        if (value instanceof ObjectNode object) {
            custom.properties().forEach((name, field) -> fillInField(object, name, field));
            if (custom.type() == FieldSchema.Type.MAP) {
                object.properties().forEach(entry -> fillIn(entry.getValue(), items));
            }
        } else if (value.isArray()) {
            value.forEach(item -> fillIn(item, items));
        }
    }

    private static void fillInField(ObjectNode object, String name, FieldSchema field) {
        JsonNode present = object.get(name);
        if (field instanceof CustomSchema custom) {
            JsonNode otherwise = custom.defaultOrNull();
            boolean isMissing = present == null || present.isNull() && !custom.isNullable();
            if (isMissing && otherwise != null) {
                object.set(name, otherwise.deepCopy());
            } else if (isMissing && present != null) {
                object.remove(name);
            }
        }
        JsonNode now = object.get(name);
        if (now != null) {
            fillIn(now, field);
        }
    }

    /** Whether the schema has anything to fill in. */
    public static boolean hasDefaults(JsonNode document) {
        if (document.isObject() && document.has("default")) {
            return true;
        }
        for (JsonNode part : document) {
            if (part.isContainer() && hasDefaults(part)) {
                return true;
            }
        }
        return false;
    }
}

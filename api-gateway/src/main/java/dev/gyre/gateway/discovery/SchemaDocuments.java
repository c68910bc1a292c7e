package dev.gyre.gateway.discovery;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.ListType;
import dev.gyre.schemas.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes field schemas as OpenAPI has them. Named types become definitions that refer to one another, once each however
 * often they are used; the two dialects differ in where definitions stand and in how a reference is described.
 */
final class SchemaDocuments {

    /** The two versions of OpenAPI that clients ask for. */
    enum Dialect {
        V2("#/definitions/"),
        V3("#/components/schemas/");

        private final String prefix;

        Dialect(String prefix) {
            this.prefix = prefix;
        }

        ObjectNode reference(String definition) {
            return Json.object().put("$ref", prefix + definition);
        }
    }

    private final Dialect dialect;
    private final Map<String, ObjectNode> definitions = new TreeMap<>();
    private final Deque<FieldSchema> due = new ArrayDeque<>();

    SchemaDocuments(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Adds a named type and all that it refers to; answers its definition, to which extensions may be added. */
    ObjectNode define(String name, FieldSchema schema) {
        if (!definitions.containsKey(name)) {
            definitions.put(name, body(schema));
            for (FieldSchema next = due.poll(); next != null; next = due.poll()) {
                String definition = next.definition();
                if (definition != null && !definitions.containsKey(definition)) {
                    definitions.put(definition, Json.object());
                    definitions.put(definition, body(next));
                }
            }
        }
        return definitions.get(name);
    }

    void define(String name, ObjectNode definition) {
        definitions.putIfAbsent(name, definition);
    }

    Map<String, ObjectNode> definitions() {
        return definitions;
    }

    ObjectNode reference(String definition) {
        return dialect.reference(definition);
    }

    Dialect dialect() {
        return dialect;
    }

    private ObjectNode use(FieldSchema schema) {
        String definition = schema.definition();
        if (definition != null) {
            due.add(schema);
            return refer(definition, schema);
        }
        String scalar = scalar(schema.type());
        if (scalar == null) {
            return body(schema);
        }
        ObjectNode body = body(schema);
        body.remove("description");
        definitions.putIfAbsent(scalar, body);
        return describe(refer(scalar, schema), schema);
    }

    /** The name of a scalar that has one, by which clients call it; null for others. */
    private static @Nullable String scalar(FieldSchema.Type type) {
        return switch (type) {
            case INT_OR_STRING -> "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
            case QUANTITY -> "io.k8s.apimachinery.pkg.api.resource.Quantity";
            default -> null;
        };
    }

    private ObjectNode refer(String definition, FieldSchema schema) {
        ObjectNode reference = dialect.reference(definition);
        if (dialect == Dialect.V2) {
            return describe(reference, schema);
        }
        // Siblings of a $ref are ignored in version 3.0: a reference that is to have some is a sum of one. The
        // description is the
        // type's own, which has it; clients show both.
        ObjectNode node = Json.object();
        node.putArray("allOf").add(reference);
        return node;
    }

    private static ObjectNode describe(ObjectNode node, FieldSchema schema) {
        if (!schema.description().isEmpty()) {
            node.put("description", schema.description());
        }
        return node;
    }

    private ObjectNode body(FieldSchema schema) {
        ObjectNode node = describe(Json.object(), schema);
        switch (schema.type()) {
            case OBJECT -> object(node, schema);
            case MAP -> {
                node.put("type", "object");
                FieldSchema items = schema.items();
                node.set("additionalProperties", items == null ? Json.object() : use(items));
                mapSemantics(node, schema);
            }
            case ARRAY -> {
                node.put("type", "array");
                FieldSchema items = schema.items();
                node.set("items", items == null ? Json.object() : use(items));
                listSemantics(node, schema);
            }
            case STRING -> node.put("type", "string");
            case INTEGER -> node.put("type", "integer");
            case NUMBER -> node.put("type", "number");
            case BOOLEAN -> node.put("type", "boolean");
            case INT_OR_STRING -> eitherOr(node, "integer", "int-or-string");
            case QUANTITY -> eitherOr(node, "number", "");
            case ANY -> {}
        }
        String format = schema.format();
        if (format != null && !format.isEmpty()) {
            node.put("format", format);
        }
        return node;
    }

    private void eitherOr(ObjectNode node, String other, String format) {
        if (dialect == Dialect.V2) {
            node.put("type", "string");
        } else {
            ArrayNode oneOf = node.putArray("oneOf");
            oneOf.addObject().put("type", "string");
            oneOf.addObject().put("type", other);
        }
        if (!format.isEmpty()) {
            node.put("format", format);
        }
    }

    private void object(ObjectNode node, FieldSchema schema) {
        node.put("type", "object");
        mapSemantics(node, schema);
        if (!schema.required().isEmpty()) {
            ArrayNode required = node.putArray("required");
            schema.required().stream().sorted().forEach(required::add);
        }
        if (!schema.properties().isEmpty()) {
            ObjectNode properties = node.putObject("properties");
            List<String> names = new ArrayList<>(schema.properties().keySet());
            names.sort(null);
            for (String name : names) {
                FieldSchema property = schema.properties().get(name);
                if (property != null) {
                    ObjectNode written = use(property);
                    patchSemantics(written, property);
                    properties.set(name, written);
                }
            }
        }
    }

    private static void listSemantics(ObjectNode node, FieldSchema schema) {
        switch (schema.listType()) {
            case ATOMIC -> node.put("x-kubernetes-list-type", "atomic");
            case SET -> node.put("x-kubernetes-list-type", "set");
            case MAP -> node.put("x-kubernetes-list-type", "map");
        }
        if (schema.listType() == ListType.MAP) {
            ArrayNode keys = node.putArray("x-kubernetes-list-map-keys");
            schema.listMapKeys().forEach(keys::add);
        }
    }

    private static void mapSemantics(ObjectNode node, FieldSchema schema) {
        if (schema.isAtomic()) {
            node.put("x-kubernetes-map-type", "atomic");
        }
    }

    private static void patchSemantics(ObjectNode node, FieldSchema schema) {
        String mergeKey = schema.patchMergeKey();
        if (mergeKey != null) {
            node.put("x-kubernetes-patch-merge-key", mergeKey);
        }
        if (!schema.patchStrategies().isEmpty()) {
            node.put(
                    "x-kubernetes-patch-strategy",
                    String.join(",", schema.patchStrategies().stream().sorted().toList()));
        }
    }
}

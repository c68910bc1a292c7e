package dev.gyre.gateway.discovery;

import dev.gyre.gateway.discovery.SchemaDocuments.Dialect;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.custom.CustomSchema;
import dev.gyre.schemas.definitions.Definitions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of a kind that users define, as OpenAPI has it: what they wrote, with Kubernetes' metadata. The older dialect cannot
 * say everything, and clients that read it refuse what it does not say: there, what may hold more than is written down may
 * hold anything.
 */
final class CustomDocuments {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /** What version 2 has no words for. */
    private static final List<String> NOT_IN_V2 =
            List.of("nullable", "oneOf", "anyOf", "not", "allOf", "default", "example");

    private static final Set<String> LEFT_OUT = Set.of("x-kubernetes-validations");

    private CustomDocuments() {}

    static ObjectNode of(CustomSchema schema, SchemaDocuments documents) {
        ObjectNode written = (ObjectNode) schema.document().deepCopy();
        clean(written, documents.dialect());
        if (documents.dialect() == Dialect.V2 && holdsAnything(written)) {
            return Json.object().put("type", "object");
        }
        resource(written, documents);
        return written;
    }

    private static boolean holdsAnything(ObjectNode schema) {
        return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
    }

    private static void resource(ObjectNode schema, SchemaDocuments documents) {
        documents.define(META, Definitions.of(META));
        if (!schema.has("type") && !schema.has("x-kubernetes-preserve-unknown-fields")) {
            schema.put("type", "object");
        }
        ObjectNode properties = schema.withObjectProperty("properties");
        describe(
                properties,
                "apiVersion",
                "APIVersion defines the versioned schema of this representation of an object.");
        describe(properties, "kind", "Kind is a string value representing the REST resource this object represents.");
        ObjectNode metadata = documents.reference(META);
        if (documents.dialect() == Dialect.V2) {
            properties.set("metadata", metadata.put("description", "Standard object's metadata."));
        } else {
            ObjectNode described = Json.object().put("description", "Standard object's metadata.");
            described.putArray("allOf").add(metadata);
            properties.set("metadata", described);
        }
    }

    private static void describe(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("description", description).put("type", "string");
    }

    private static void clean(JsonNode node, Dialect dialect) {
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        schema.remove(LEFT_OUT);
        if (dialect == Dialect.V2) {
            schema.remove(NOT_IN_V2);
            if (holdsAnything(schema)) {
                schema.remove(List.of("properties", "items", "additionalProperties", "required", "type"));
            }
        }
        for (String name : List.of("items", "additionalProperties", "not")) {
            clean(schema.path(name), dialect);
        }
        for (String name : List.of("allOf", "anyOf", "oneOf")) {
            schema.path(name).forEach(each -> clean(each, dialect));
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            clean(property.getValue(), dialect);
        }
    }
}

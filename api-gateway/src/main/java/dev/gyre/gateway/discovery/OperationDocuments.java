package dev.gyre.gateway.discovery;

import dev.gyre.gateway.discovery.SchemaDocuments.Dialect;
import dev.gyre.gateway.discovery.ServedResource.Subresource;
import dev.gyre.schemas.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the paths of a resource. Clients read little of them: which kind a path speaks of, what can be done there, and
 * whether a write understands {@code dryRun} and {@code fieldValidation}.
 */
final class OperationDocuments {

    private static final Map<String, String> METHODS = Map.of(
            "get",
            "get",
            "list",
            "get",
            "create",
            "post",
            "update",
            "put",
            "patch",
            "patch",
            "delete",
            "delete",
            "deletecollection",
            "delete");
    private static final Map<String, String> ACTIONS =
            Map.of("create", "post", "update", "put", "deletecollection", "deletecollection");
    private static final List<String> ON_COLLECTION = List.of("list", "create", "deletecollection");
    private static final List<String> ON_OBJECT = List.of("get", "update", "patch", "delete");
    private static final List<String> PATCH_TYPES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
    /** {@code kubectl apply} sends a strategic merge patch wherever it is offered. */
    private static final List<String> PATCH_TYPES_OF_CUSTOM =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");

    private final Dialect dialect;

    OperationDocuments(Dialect dialect) {
        this.dialect = dialect;
    }

    void add(ObjectNode paths, ServedResource resource, ObjectNode object, ObjectNode list) {
        String root = (resource.group().isEmpty() ? "/api/" : "/apis/") + resource.apiVersion() + "/";
        String collection = root + (resource.isNamespaced() ? "namespaces/{namespace}/" : "") + resource.plural();
        ObjectNode item = path(paths, collection, resource.isNamespaced(), false);
        for (String verb : ON_COLLECTION) {
            if (resource.verbs().contains(verb)) {
                item.set(METHODS.get(verb), operation(resource, verb, "", verb.equals("list") ? list : object));
            }
        }
        if (resource.isNamespaced() && resource.verbs().contains("list")) {
            path(paths, root + resource.plural(), false, false).set("get", operation(resource, "list", "ForAll", list));
        }
        ObjectNode single = path(paths, collection + "/{name}", resource.isNamespaced(), true);
        for (String verb : ON_OBJECT) {
            if (resource.verbs().contains(verb)) {
                single.set(METHODS.get(verb), operation(resource, verb, "", object));
            }
        }
        for (Subresource sub : resource.subresources()) {
            if (sub.group().equals(resource.group()) && sub.kind().equals(resource.kind())) {
                ObjectNode below = path(paths, collection + "/{name}/" + sub.name(), resource.isNamespaced(), true);
                for (String verb : sub.verbs()) {
                    below.set(METHODS.get(verb), operation(resource, verb, sub.name(), object));
                }
            }
        }
    }

    private ObjectNode path(ObjectNode paths, String path, boolean isNamespaced, boolean isNamed) {
        ObjectNode item = paths.putObject(path);
        if (isNamespaced || isNamed) {
            ArrayNode parameters = item.putArray("parameters");
            if (isNamed) {
                parameters.add(parameter("name", "path"));
            }
            if (isNamespaced) {
                parameters.add(parameter("namespace", "path"));
            }
        }
        return item;
    }

    private ObjectNode operation(ServedResource resource, String verb, String suffix, ObjectNode schema) {
        ObjectNode operation = Json.object();
        operation.put("operationId", id(resource, verb, suffix));
        boolean isWrite = !verb.equals("get") && !verb.equals("list");
        boolean hasBody = verb.equals("create") || verb.equals("update") || verb.equals("patch");
        if (dialect == Dialect.V2) {
            ArrayNode consumes = operation.putArray("consumes");
            bodyTypes(resource, verb).forEach(consumes::add);
            operation.putArray("produces").add("application/json").add("application/yaml");
        }
        ArrayNode parameters = operation.putArray("parameters");
        if (isWrite) {
            parameters.add(parameter("dryRun", "query"));
        }
        if (hasBody) {
            parameters.add(parameter("fieldManager", "query"));
            parameters.add(parameter("fieldValidation", "query"));
            if (verb.equals("patch")) {
                parameters.add(parameter("force", "query"));
            }
            body(operation, parameters, resource, verb, schema);
        }
        ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
        if (dialect == Dialect.V2) {
            ok.set("schema", schema.deepCopy());
        } else {
            ok.putObject("content").putObject("application/json").set("schema", schema.deepCopy());
        }
        operation.put("x-kubernetes-action", ACTIONS.getOrDefault(verb, verb));
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", resource.group())
                .put("kind", resource.kind())
                .put("version", resource.version());
        return operation;
    }

    private static List<String> bodyTypes(ServedResource resource, String verb) {
        if (!verb.equals("patch")) {
            return List.of("*/*");
        }
        return resource.isCustom() ? PATCH_TYPES_OF_CUSTOM : PATCH_TYPES;
    }

    private void body(
            ObjectNode operation, ArrayNode parameters, ServedResource resource, String verb, ObjectNode schema) {
        boolean isPatch = verb.equals("patch");
        if (dialect == Dialect.V2) {
            parameters
                    .addObject()
                    .put("name", "body")
                    .put("in", "body")
                    .put("required", true)
                    .set("schema", isPatch ? Json.object().put("type", "object") : schema.deepCopy());
            return;
        }
        ObjectNode content =
                operation.putObject("requestBody").put("required", true).putObject("content");
        for (String type : bodyTypes(resource, verb)) {
            content.putObject(type).set("schema", isPatch ? Json.object().put("type", "object") : schema.deepCopy());
        }
    }

    private ObjectNode parameter(String name, String in) {
        ObjectNode parameter = Json.object().put("name", name).put("in", in);
        if (in.equals("path")) {
            parameter.put("required", true);
        }
        if (dialect == Dialect.V2) {
            parameter.put("type", "string").put("uniqueItems", true);
        } else {
            parameter.putObject("schema").put("type", "string").put("uniqueItems", true);
        }
        return parameter;
    }

    private static String id(ServedResource resource, String verb, String suffix) {
        StringBuilder id = new StringBuilder(verb);
        for (String part : (resource.group().isEmpty() ? "core" : resource.group()).split("[.]")) {
            id.append(capital(part));
        }
        id.append(capital(resource.version()));
        if (resource.isNamespaced()) {
            id.append("Namespaced");
        }
        return id.append(resource.kind()).append(capital(suffix)).toString();
    }

    private static String capital(String word) {
        return word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}

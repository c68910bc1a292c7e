package dev.gyre.gateway.discovery;

import dev.gyre.gateway.discovery.SchemaDocuments.Dialect;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.KubernetesVersion;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.custom.CustomSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Builds the OpenAPI documents of a registry: one of version 2 for everything, one of version 3 for each group version. */
final class OpenApi {

    private static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
    private final KindSet kinds;

    OpenApi(KindSet kinds) {
        this.kinds = kinds;
    }

    ObjectNode version2() {
        SchemaDocuments schemas = new SchemaDocuments(Dialect.V2);
        OperationDocuments operations = new OperationDocuments(Dialect.V2);
        ObjectNode paths = Json.object();
        for (ResourceKind kind : kinds.all()) {
            for (ApiVersion version : kind.servedVersions()) {
                add(schemas, operations, paths, kind, version);
            }
        }
        ObjectNode document = Json.object();
        document.put("swagger", "2.0").set("info", info());
        document.set("paths", paths);
        ObjectNode definitions = document.putObject("definitions");
        schemas.definitions().forEach(definitions::set);
        return document;
    }

    /** The group versions there are, in order, and the kinds in each. */
    Map<String, List<ResourceKind>> groupVersions() {
        Map<String, List<ResourceKind>> groups = new LinkedHashMap<>();
        for (ResourceKind kind : kinds.all()) {
            for (ApiVersion version : kind.servedVersions()) {
                groups.computeIfAbsent(version.apiVersion(), v -> new ArrayList<>())
                        .add(kind);
            }
        }
        return groups;
    }

    /** The document of one group version. */
    ObjectNode version3(String apiVersion) {
        SchemaDocuments schemas = new SchemaDocuments(Dialect.V3);
        OperationDocuments operations = new OperationDocuments(Dialect.V3);
        ObjectNode paths = Json.object();
        for (ResourceKind kind : kinds.all()) {
            for (ApiVersion version : kind.servedVersions()) {
                if (version.apiVersion().equals(apiVersion)) {
                    add(schemas, operations, paths, kind, version);
                }
            }
        }
        ObjectNode document = Json.object();
        document.put("openapi", "3.0.0").set("info", info());
        document.set("paths", paths);
        ObjectNode definitions = document.putObject("components").putObject("schemas");
        schemas.definitions().forEach(definitions::set);
        return document;
    }

    private static void add(
            SchemaDocuments schemas,
            OperationDocuments operations,
            ObjectNode paths,
            ResourceKind kind,
            ApiVersion version) {
        FieldSchema schema = version.schema();
        String name = definitionOf(kind, version);
        if (schema instanceof CustomSchema custom) {
            schemas.define(name, CustomDocuments.of(custom, schemas));
            tag(schemas.definitions().getOrDefault(name, Json.object()), version, kind.kind());
        } else {
            tag(schemas.define(name, schema), version, kind.kind());
        }
        String listName = name + "List";
        ObjectNode list = Json.object().put("type", "object");
        list.put("description", kind.kind() + "List is a list of " + kind.plural() + ".");
        list.putArray("required").add("items");
        ObjectNode properties = list.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("items").put("type", "array").set("items", schemas.reference(name));
        properties.putObject("kind").put("type", "string");
        properties.set("metadata", schemas.reference(LIST_META));
        schemas.define(LIST_META, listMeta());
        schemas.define(listName, list);
        tag(list, version, kind.kind() + "List");
        operations.add(
                paths,
                ServedResource.of(kind.as(version), version),
                schemas.reference(name),
                schemas.reference(listName));
    }

    static String definitionOf(ResourceKind kind, ApiVersion version) {
        String definition = version.schema().definition();
        return definition != null ? definition : reversed(version.group()) + "." + version.name() + "." + kind.kind();
    }

    /** {@code io.example} of {@code example.io}. */
    private static String reversed(String group) {
        List<String> parts = new ArrayList<>(List.of(group.split("\\.")));
        Collections.reverse(parts);
        return String.join(".", parts);
    }

    private static void tag(ObjectNode definition, ApiVersion version, String kind) {
        if (!definition.has("x-kubernetes-group-version-kind")) {
            definition
                    .putArray("x-kubernetes-group-version-kind")
                    .addObject()
                    .put("group", version.group())
                    .put("kind", kind)
                    .put("version", version.name());
        }
    }

    private static ObjectNode listMeta() {
        ObjectNode meta = Json.object().put("type", "object");
        meta.put(
                "description",
                "ListMeta describes metadata that lists have: where they end and of which revision they are.");
        ObjectNode properties = meta.putObject("properties");
        properties.putObject("continue").put("type", "string");
        properties.putObject("remainingItemCount").put("type", "integer").put("format", "int64");
        properties.putObject("resourceVersion").put("type", "string");
        properties.putObject("selfLink").put("type", "string");
        return meta;
    }

    private static ObjectNode info() {
        return Json.object().put("title", "Kubernetes").put("version", KubernetesVersion.GIT_VERSION);
    }
}

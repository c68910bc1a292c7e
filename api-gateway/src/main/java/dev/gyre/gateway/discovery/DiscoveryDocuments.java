package dev.gyre.gateway.discovery;

import dev.gyre.gateway.discovery.ServedResource.Subresource;
import dev.gyre.schemas.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the groups down: as {@code /api} and {@code /apis} have always been, and in the aggregated form. */
final class DiscoveryDocuments {

    private final ServedGroups groups;

    DiscoveryDocuments(ServedGroups groups) {
        this.groups = groups;
    }

    /** Every path of discovery and its document, in the old form. */
    Map<String, ObjectNode> byPath() {
        Map<String, ObjectNode> documents = new LinkedHashMap<>();
        ObjectNode core = Json.object();
        core.put("kind", "APIVersions");
        ArrayNode coreVersions = core.putArray("versions");
        groups.versions("").forEach(coreVersions::add);
        core.putArray("serverAddressByClientCIDRs");
        documents.put("/api", core);

        ObjectNode list = Json.object();
        list.put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode all = list.putArray("groups");
        for (String group : groups.names()) {
            for (String version : groups.versions(group)) {
                documents.put(
                        group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version,
                        resourceList(group, version));
            }
            if (!group.isEmpty()) {
                all.add(group(group));
                ObjectNode single = Json.object();
                single.put("kind", "APIGroup").put("apiVersion", "v1").setAll(group(group));
                documents.put("/apis/" + group, single);
            }
        }
        documents.put("/apis", list);
        return documents;
    }

    /** {@code APIGroupDiscoveryList}: of the core group for {@code /api}, of all others for {@code /apis}. */
    ObjectNode aggregated(boolean isCore, String version) {
        ObjectNode list = Json.object();
        list.put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/" + version)
                .putObject("metadata");
        ArrayNode items = list.putArray("items");
        for (String group : groups.names()) {
            if (group.isEmpty() == isCore) {
                ObjectNode item = items.addObject();
                item.putObject("metadata").put("name", group).putNull("creationTimestamp");
                ArrayNode versions = item.putArray("versions");
                for (String each : groups.versions(group)) {
                    ObjectNode entry = versions.addObject().put("version", each).put("freshness", "Current");
                    ArrayNode resources = entry.putArray("resources");
                    groups.resources(group, each).forEach(resource -> resources.add(aggregatedResource(resource)));
                }
            }
        }
        return list;
    }

    private ObjectNode group(String group) {
        ObjectNode node = Json.object();
        node.put("name", group);
        ArrayNode versions = node.putArray("versions");
        for (String version : groups.versions(group)) {
            versions.addObject().put("groupVersion", group + "/" + version).put("version", version);
        }
        String preferred = groups.versions(group).getFirst();
        node.putObject("preferredVersion")
                .put("groupVersion", group + "/" + preferred)
                .put("version", preferred);
        return node;
    }

    private ObjectNode resourceList(String group, String version) {
        ObjectNode list = Json.object();
        list.put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (ServedResource resource : groups.resources(group, version)) {
            ObjectNode node = resources.addObject();
            node.put("name", resource.plural())
                    .put("singularName", resource.singular())
                    .put("namespaced", resource.isNamespaced())
                    .put("kind", resource.kind());
            strings(node, "verbs", resource.verbs());
            stringsUnlessEmpty(node, "shortNames", resource.shortNames());
            stringsUnlessEmpty(node, "categories", resource.categories());
            for (Subresource sub : resource.subresources()) {
                ObjectNode subNode = resources.addObject();
                subNode.put("name", resource.plural() + "/" + sub.name())
                        .put("singularName", "")
                        .put("namespaced", resource.isNamespaced());
                if (!sub.group().equals(group) || !sub.version().equals(version)) {
                    subNode.put("group", sub.group()).put("version", sub.version());
                }
                subNode.put("kind", sub.kind());
                strings(subNode, "verbs", sub.verbs());
            }
        }
        return list;
    }

    private static ObjectNode aggregatedResource(ServedResource resource) {
        ObjectNode node = Json.object();
        node.put("resource", resource.plural());
        responseKind(node, resource.group(), resource.version(), resource.kind());
        node.put("scope", resource.isNamespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", resource.singular());
        strings(node, "verbs", resource.verbs());
        stringsUnlessEmpty(node, "shortNames", resource.shortNames());
        stringsUnlessEmpty(node, "categories", resource.categories());
        if (!resource.subresources().isEmpty()) {
            ArrayNode subresources = node.putArray("subresources");
            for (Subresource sub : resource.subresources()) {
                ObjectNode subNode = subresources.addObject().put("subresource", sub.name());
                responseKind(subNode, sub.group(), sub.version(), sub.kind());
                strings(subNode, "verbs", sub.verbs());
            }
        }
        return node;
    }

    private static void responseKind(ObjectNode node, String group, String version, String kind) {
        node.putObject("responseKind")
                .put("group", group)
                .put("version", version)
                .put("kind", kind);
    }

    private static void stringsUnlessEmpty(ObjectNode node, String field, List<String> values) {
        if (!values.isEmpty()) {
            strings(node, field, values);
        }
    }

    private static void strings(ObjectNode node, String field, List<String> values) {
        ArrayNode array = node.putArray(field);
        values.forEach(array::add);
    }
}

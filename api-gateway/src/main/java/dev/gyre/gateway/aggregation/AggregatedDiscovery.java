package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.discovery.Document;
import dev.gyre.schemas.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts what others serve into the gateway's own discovery documents, in whichever form these were asked for. Pure. */
final class AggregatedDiscovery {

    private final List<RemoteApi> apis;
    private final Function<RemoteApi, @Nullable Availability> availability;

    AggregatedDiscovery(List<RemoteApi> apis, Function<RemoteApi, @Nullable Availability> availability) {
        this.apis = apis;
        this.availability = availability;
    }

    /** {@code /apis} with the others' groups; {@code own} is the gateway's. */
    ApiResponse groups(ApiRequest request, ApiResponse.Full own) {
        ObjectNode document = Json.readObject(own.body());
        boolean isAggregated = document.path("kind").asString("").equals("APIGroupDiscoveryList");
        ArrayNode list = document.withArrayProperty(isAggregated ? "items" : "groups");
        byGroup().forEach((group, versions) -> {
            ObjectNode entry = entry(list, group, isAggregated);
            versions.forEach(api -> put(entry.withArrayProperty("versions"), api, isAggregated));
            if (!isAggregated) {
                prefer(entry);
            }
        });
        String type = own.headers().getOrDefault("content-type", "application/json");
        return Document.of(type, Json.write(document)).answer(request);
    }

    /** {@code /apis/<group>}; null where none of the others has a part in it. */
    @Nullable
    ApiResponse group(ApiRequest request, String group, ApiResponse.@Nullable Full own) {
        List<RemoteApi> versions = byGroup().get(group);
        if (versions == null) {
            return null;
        }
        ObjectNode document = own == null
                ? Json.object().put("kind", "APIGroup").put("apiVersion", "v1").put("name", group)
                : Json.readObject(own.body());
        versions.forEach(api -> put(document.withArrayProperty("versions"), api, false));
        prefer(document);
        return Document.json(document).answer(request);
    }

    private Map<String, List<RemoteApi>> byGroup() {
        Map<String, List<RemoteApi>> groups = new LinkedHashMap<>();
        apis.forEach(api -> groups.computeIfAbsent(api.group(), g -> new java.util.ArrayList<>())
                .add(api));
        return groups;
    }

    private static ObjectNode entry(ArrayNode list, String group, boolean isAggregated) {
        for (JsonNode each : list) {
            String name =
                    (isAggregated ? each.path("metadata") : each).path("name").asString("");
            if (name.equals(group) && each instanceof ObjectNode known) {
                return known;
            }
        }
        ObjectNode entry = list.addObject();
        if (isAggregated) {
            entry.putObject("metadata").put("name", group).putNull("creationTimestamp");
        } else {
            entry.put("name", group);
        }
        return entry;
    }

    /** A version that the gateway has too is the other's now. */
    private void put(ArrayNode versions, RemoteApi api, boolean isAggregated) {
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).path("version").asString("").equals(api.version())) {
                versions.remove(i);
                break;
            }
        }
        ObjectNode version = versions.addObject();
        if (!isAggregated) {
            version.put("groupVersion", api.group() + "/" + api.version()).put("version", api.version());
            return;
        }
        Availability known = availability.apply(api);
        boolean isKnown = known != null && known.isAvailable();
        version.put("version", api.version());
        ArrayNode resources = version.putArray("resources");
        version.put("freshness", isKnown ? "Current" : "Stale");
        JsonNode document = known == null ? null : known.resources();
        if (document != null) {
            resources.addAll(resources(api, document));
        }
    }

    private static void prefer(ObjectNode group) {
        JsonNode first = group.path("versions").path(0);
        group.set("preferredVersion", first.deepCopy());
    }

    /** From the list that a server gives, where a part stands beside its resource, to the form where it stands within. */
    private static List<ObjectNode> resources(RemoteApi api, JsonNode document) {
        Map<String, ObjectNode> resources = new LinkedHashMap<>();
        for (JsonNode each : document.path("resources")) {
            String name = each.path("name").asString("");
            if (name.indexOf('/') < 0) {
                ObjectNode resource = Json.object().put("resource", name);
                resource.set("responseKind", kind(api, each));
                resource.put("scope", each.path("namespaced").asBoolean(false) ? "Namespaced" : "Cluster")
                        .put("singularResource", each.path("singularName").asString(""));
                copy(each, resource, "verbs", "shortNames", "categories");
                resources.put(name, resource);
            }
        }
        for (JsonNode each : document.path("resources")) {
            String name = each.path("name").asString("");
            int slash = name.indexOf('/');
            ObjectNode resource = slash < 0 ? null : resources.get(name.substring(0, slash));
            if (resource != null) {
                ObjectNode part = resource.withArrayProperty("subresources")
                        .addObject()
                        .put("subresource", name.substring(slash + 1));
                part.set("responseKind", kind(api, each));
                copy(each, part, "verbs");
            }
        }
        return List.copyOf(resources.values());
    }

    private static ObjectNode kind(RemoteApi api, JsonNode resource) {
        return Json.object()
                .put("group", resource.path("group").asString(api.group()))
                .put("version", resource.path("version").asString(api.version()))
                .put("kind", resource.path("kind").asString(""));
    }

    private static void copy(JsonNode from, ObjectNode to, String... fields) {
        for (String field : fields) {
            if (from.path(field).isArray()) {
                to.set(field, from.get(field).deepCopy());
            }
        }
    }
}

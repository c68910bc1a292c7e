package dev.gyre.actors.endpoints;

import dev.gyre.actors.service.Backend;
import dev.gyre.actors.service.ServiceSpec;
import dev.gyre.actors.service.TriggerTime;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Endpoints as they are to be: the Service's labels, its pods' addresses, and what is said about them beside. */
final class EndpointsDocument {

    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    private EndpointsDocument() {}

    static boolean isManaged(Resource endpoints) {
        return MANAGER.equals(endpoints.labels().get(MANAGED_BY));
    }

    static ObjectNode of(ServiceSpec service, List<Backend> backends, @Nullable Resource present) {
        Subsets subsets = new Subsets();
        String addressType = service.addressTypes().getFirst();
        backends.forEach(backend -> subsets.add(backend, service, addressType));
        JsonNode shown = subsets.toJson();

        ObjectNode endpoints = present != null
                ? present.copy()
                : Json.object().put("apiVersion", "v1").put("kind", "Endpoints");
        ObjectNode metadata = endpoints.withObjectProperty("metadata");
        ResourceKey key = service.resource().key();
        metadata.put("name", key.name()).put("namespace", key.namespace());
        Map<String, String> labels = new TreeMap<>(service.labels());
        labels.put(MANAGED_BY, MANAGER);
        put(metadata, "labels", labels);
        put(metadata, "annotations", annotations(service, backends, present, subsets.isOverCapacity(), shown));
        if (shown.isEmpty()) {
            endpoints.remove("subsets");
        } else {
            endpoints.set("subsets", shown);
        }
        return endpoints;
    }

    private static Map<String, String> annotations(
            ServiceSpec service,
            List<Backend> backends,
            @Nullable Resource present,
            boolean isOverCapacity,
            JsonNode shown) {
        Map<String, String> annotations = new TreeMap<>(present == null ? Map.of() : present.annotations());
        if (isOverCapacity) {
            annotations.put(OVER_CAPACITY, "truncated");
        } else {
            annotations.remove(OVER_CAPACITY);
        }
        Map<String, JsonNode> before =
                present == null ? null : Subsets.shown(present.json().path("subsets"));
        Map<String, JsonNode> after = Subsets.shown(shown);
        if (before == null || !before.equals(after)) {
            String triggered = TriggerTime.of(service.resource(), before, after, backends);
            if (triggered == null) {
                annotations.remove(TriggerTime.ANNOTATION);
            } else {
                annotations.put(TriggerTime.ANNOTATION, triggered);
            }
        }
        return annotations;
    }

    private static void put(ObjectNode metadata, String field, Map<String, String> entries) {
        metadata.remove(field);
        if (!entries.isEmpty()) {
            ObjectNode object = metadata.putObject(field);
            entries.forEach(object::put);
        }
    }
}

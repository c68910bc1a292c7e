package dev.gyre.actors.replicaset;

import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the reconciler reads of a ReplicaSet. */
record ReplicaSet(Resource resource, int replicas, int minReadySeconds, Selector selector, JsonNode template) {

    static final String KIND = "ReplicaSet";

    static ReplicaSet of(Resource resource) {
        JsonNode spec = resource.json().path("spec");
        return new ReplicaSet(
                resource,
                spec.path("replicas").asInt(1),
                spec.path("minReadySeconds").asInt(0),
                Selector.of(spec.path("selector")),
                spec.path("template"));
    }

    String name() {
        return resource.name();
    }

    ResourceKey podKey(String podName) {
        return ResourceKey.namespaced("", "pods", resource.namespace(), podName);
    }

    Map<String, String> templateLabels() {
        Map<String, String> labels = new LinkedHashMap<>();
        template.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }
}

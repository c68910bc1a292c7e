package dev.gyre.actors.replicaset;

import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the reconciler reads of a ReplicaSet or a ReplicationController. */
record ReplicaSet(Resource resource, int replicas, int minReadySeconds, Selector selector, JsonNode template) {

    static ReplicaSet of(Resource resource, Selector selector) {
        JsonNode spec = resource.json().path("spec");
        return new ReplicaSet(
                resource,
                spec.path("replicas").asInt(1),
                spec.path("minReadySeconds").asInt(0),
                selector,
                spec.path("template"));
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

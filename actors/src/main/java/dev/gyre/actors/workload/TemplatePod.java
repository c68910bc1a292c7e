package dev.gyre.actors.workload;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod as its owner's template has it. */
public final class TemplatePod {

    private TemplatePod() {}

    public static ObjectNode of(JsonNode template, ResourceKey key, OwnerReference owner) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", key.name()).put("namespace", key.namespace());
        JsonNode given = template.path("metadata");
        for (String field : List.of("labels", "annotations", "finalizers")) {
            if (!given.path(field).isEmpty()) {
                metadata.set(field, given.path(field).deepCopy());
            }
        }
        metadata.putArray("ownerReferences").add(owner.toJson());
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }
}

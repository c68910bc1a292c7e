package dev.gyre.actors.replicaset;

import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two kinds that keep a number of replicas: they differ in their names, and in how they write a selector.
 *
 * @param component who tells what was done
 */
public record ReplicaKind(String reconciler, String component, String group, String plural, String kind) {

    public static final ReplicaKind REPLICA_SET =
            new ReplicaKind("replicaset", "replicaset-controller", "apps", "replicasets", "ReplicaSet");

    public static final ReplicaKind REPLICATION_CONTROLLER = new ReplicaKind(
            "replicationcontroller", "replication-controller", "", "replicationcontrollers", "ReplicationController");

    String apiVersion() {
        return group.isEmpty() ? "v1" : group + "/v1";
    }

    boolean isOf(ResourceKey key) {
        return key.group().equals(group) && key.plural().equals(plural);
    }

    boolean isOf(OwnerReference owner) {
        return owner.group().equals(group) && owner.kind().equals(kind);
    }

    ResourceKey key(String namespace, String name) {
        return ResourceKey.namespaced(group, plural, namespace, name);
    }

    /** A ReplicationController's selector is the labels themselves. */
    ReplicaSet read(Resource resource) {
        JsonNode selector = resource.json().path("spec").path("selector");
        if (this.equals(REPLICATION_CONTROLLER)) {
            ObjectNode labels = Json.object();
            labels.set("matchLabels", selector);
            selector = labels;
        }
        return ReplicaSet.of(resource, Selector.of(selector));
    }
}

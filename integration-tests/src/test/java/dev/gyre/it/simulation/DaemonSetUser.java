package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Updates a DaemonSet, which has a pod on each node. */
final class DaemonSetUser extends User {

    private int version = 1;

    DaemonSetUser(Cluster cluster, SimulatedRuntime runtime, String namespace, String name) {
        super(cluster, runtime, ResourceKey.namespaced("apps", "daemonsets", namespace, name));
    }

    @Override
    ObjectNode manifest() {
        return workload("DaemonSet");
    }

    @Override
    void act() {
        switch (random.nextInt(4)) {
            case 0, 1 -> update(++version);
            case 2 -> deletePod();
            default -> killContainer();
        }
    }

    @Override
    boolean isAsWanted(StoredObject daemonSet) {
        List<String> nodes = cluster.ledger.list("", "nodes", "").stream()
                .map(node -> node.key().name())
                .sorted()
                .toList();
        List<String> served = pods().stream()
                .map(pod -> pod.json().path("spec").path("nodeName").asString(""))
                .sorted()
                .toList();
        JsonNode status = daemonSet.json().path("status");
        return served.equals(nodes)
                && Workload.areServed(pods(), daemonSet)
                && status.path("observedGeneration").asLong(0)
                        == daemonSet.json().path("metadata").path("generation").asLong(0)
                && status.path("desiredNumberScheduled").asInt(0) == nodes.size()
                && status.path("updatedNumberScheduled").asInt(0) == nodes.size()
                && status.path("numberAvailable").asInt(0) == nodes.size();
    }
}

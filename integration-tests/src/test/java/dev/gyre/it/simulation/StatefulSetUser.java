package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.ResourceKey;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Scales and updates a StatefulSet, whose pods keep their names. */
final class StatefulSetUser extends User {

    private int version = 1;

    StatefulSetUser(Cluster cluster, SimulatedRuntime runtime, String namespace, String name) {
        super(cluster, runtime, ResourceKey.namespaced("apps", "statefulsets", namespace, name));
    }

    @Override
    ObjectNode manifest() {
        ObjectNode set = workload("StatefulSet");
        set.withObjectProperty("spec")
                .put("serviceName", key.name())
                .put("replicas", random.nextInt(1, 4))
                .put("podManagementPolicy", random.nextBoolean() ? "OrderedReady" : "Parallel");
        return set;
    }

    @Override
    void act() {
        switch (random.nextInt(6)) {
            case 0, 1 -> scale(random.nextInt(5));
            case 2, 3 -> update(++version);
            case 4 -> deletePod();
            default -> killContainer();
        }
    }

    @Override
    boolean isAsWanted(StoredObject set) {
        int wanted = Workload.replicas(set);
        Set<String> names =
                IntStream.range(0, wanted).mapToObj(i -> key.name() + "-" + i).collect(Collectors.toSet());
        JsonNode status = set.json().path("status");
        return pods().stream()
                        .map(pod -> pod.key().name())
                        .collect(Collectors.toSet())
                        .equals(names)
                && Workload.areServed(pods(), set)
                && status.path("observedGeneration").asLong(0)
                        == set.json().path("metadata").path("generation").asLong(0)
                && status.path("replicas").asInt(0) == wanted
                && status.path("availableReplicas").asInt(0) == wanted
                && status.path("currentRevision").equals(status.path("updateRevision"));
    }
}

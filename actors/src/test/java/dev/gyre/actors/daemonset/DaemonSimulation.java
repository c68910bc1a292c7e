package dev.gyre.actors.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.daemonset.DaemonSetPropertiesTest.Shape;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.simulation.Kubelets;
import dev.gyre.actors.simulation.World;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * One DaemonSet, its controller, which is stopped now and then, kubelets, nodes that come and go, and a restless user. The
 * controller never takes the last available pod from one node more than may be without, and never surges on too many.
 */
final class DaemonSimulation {

    private static final String DAEMON_SET = "daemonsets.apps/default/agent";
    private static final int NODES = 6;

    private final InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
    private final Shape shape;
    private final World world;
    private final Kubelets kubelets;

    DaemonSimulation(long seed, Shape shape) {
        this.shape = shape;
        this.world = new World(seed, cluster, List.of(new DaemonSetReconciler()), this::checkSurge).crashNowAndThen();
        this.kubelets = new Kubelets(cluster, world.random);
        for (int i = 0; i < NODES - 2; i++) {
            addNode(i);
        }
        cluster.create(DAEMON_SET, """
                {'apiVersion': 'apps/v1', 'kind': 'DaemonSet', 'metadata': {},
                 'spec': {'minReadySeconds': %d, 'revisionHistoryLimit': 2,
                  'selector': {'matchLabels': {'app': 'agent'}},
                  'updateStrategy': {'type': 'RollingUpdate', 'rollingUpdate': {'maxSurge': %d, 'maxUnavailable': %d}},
                  'template': {'metadata': {'labels': {'app': 'agent'}},
                   'spec': {'nodeSelector': {'agent': 'yes'}, 'containers': [{'name': 'agent', 'image': 'agent:1'}]}}}}
                """.formatted(shape.minReadySeconds(), shape.maxSurge(), shape.maxUnavailable()));
        cluster.witnessDeletions(this::checkAvailability);
    }

    InMemoryCluster cluster() {
        return cluster;
    }

    World world() {
        return world;
    }

    void happen() {
        int dice = world.random.nextInt(100);
        if (dice < 50) {
            world.round();
        } else if (dice < 75) {
            kubelets.progress();
        } else if (dice < 82) {
            cluster.advanceSeconds(1 + world.random.nextInt(6));
        } else if (dice < 88) {
            Resource pod = world.random.nextBoolean() ? kubelets.unready() : kubelets.fail();
            world.note("-- fails: " + pod);
        } else if (dice < 94) {
            changeNodes();
        } else if (dice < 98) {
            setImage(1 + world.random.nextInt(4));
        }
    }

    void comeToRest() {
        for (int i = 0; i < 3000; i++) {
            world.settle();
            if (!kubelets.progress() && !world.sleepUntilNextWake()) {
                return;
            }
        }
        throw new AssertionError("the daemon does not come to rest:\n" + world.diary());
    }

    List<DaemonNode> nodes() {
        DaemonSet daemonSet = DaemonSet.of(cluster.get(DAEMON_SET));
        return DaemonNode.all(
                daemonSet,
                cluster.view().list("", "pods", "default").stream()
                        .map(PodState::new)
                        .toList(),
                cluster.view());
    }

    String image() {
        return cluster.get(DAEMON_SET)
                .json()
                .at("/spec/template/spec/containers/0/image")
                .asString();
    }

    static String image(PodState pod) {
        return pod.resource().json().at("/spec/containers/0/image").asString("");
    }

    boolean statusIsRight() {
        long desired = nodes().stream().filter(DaemonNode::shouldRun).count();
        var status = cluster.get(DAEMON_SET).json().path("status");
        return List.of(
                        "desiredNumberScheduled",
                        "currentNumberScheduled",
                        "numberReady",
                        "numberAvailable",
                        "updatedNumberScheduled")
                .stream()
                .allMatch(field -> status.path(field).asInt(0) == desired);
    }

    private void addNode(int i) {
        cluster.create(
                "nodes/node-" + i,
                "{'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'labels': {'agent': 'yes'}}, 'spec': {}}");
    }

    private void changeNodes() {
        int i = world.random.nextInt(NODES);
        ResourceKey key = ResourceKey.parse("nodes/node-" + i);
        Resource node = cluster.view().get(key).orElse(null);
        if (node == null) {
            addNode(i);
            world.note("-- joins: " + key);
            return;
        }
        switch (world.random.nextInt(4)) {
            case 0 -> {
                cluster.remove(key);
                cluster.view().podsOnNode(key.name()).forEach(pod -> cluster.remove(pod.key()));
                world.note("-- leaves: " + key);
            }
            case 1 ->
                edit(
                        node,
                        spec -> spec.withArrayProperty("taints")
                                .addObject()
                                .put("key", "closed")
                                .put("effect", world.random.nextBoolean() ? "NoSchedule" : "NoExecute"));
            case 2 -> edit(node, spec -> spec.remove("taints"));
            default ->
                edit(
                        node,
                        spec -> spec.withArrayProperty("taints")
                                .addObject()
                                .put("key", "node.kubernetes.io/unschedulable")
                                .put("effect", "NoSchedule"));
        }
    }

    private void setImage(int version) {
        edit(
                cluster.get(DAEMON_SET),
                spec -> ((ObjectNode) spec.at("/template/spec/containers/0")).put("image", "agent:" + version));
    }

    private void edit(Resource stored, Consumer<ObjectNode> change) {
        ObjectNode object = stored.copy();
        change.accept(object.withObjectProperty("spec"));
        cluster.execute(new Command.Update(stored.key(), null, stored.revision(), object, List.of()));
        world.note("-- changes: " + stored.key() + " " + object.path("spec"));
    }

    private void checkAvailability(Resource victim) {
        int desired = 0;
        int servedBefore = 0;
        int servedAfter = 0;
        for (DaemonNode node : nodes()) {
            if (node.shouldRun()) {
                desired++;
                servedBefore += isServed(node.active()) ? 1 : 0;
                servedAfter += isServed(node.active().stream()
                                .filter(pod -> !pod.resource().uid().equals(victim.uid()))
                                .toList())
                        ? 1
                        : 0;
            }
        }
        if (servedAfter < servedBefore) {
            assertThat(servedAfter)
                    .as(() -> "nodes that are served without " + victim + "\n" + world.diary())
                    .isGreaterThanOrEqualTo(desired - shape.maxUnavailable());
        }
    }

    private boolean isServed(List<PodState> pods) {
        return pods.stream().anyMatch(pod -> pod.isAvailable(shape.minReadySeconds(), cluster.now()));
    }

    private void checkSurge() {
        int surging = 0;
        for (DaemonNode node : nodes()) {
            assertThat(node.active())
                    .as(() -> node + "\n" + world.diary())
                    .hasSizeLessThanOrEqualTo(shape.maxSurge() > 0 ? 2 : 1);
            surging += node.active().size() > 1 ? 1 : 0;
        }
        assertThat(surging).as(world::diary).isLessThanOrEqualTo(shape.maxSurge());
    }
}

package dev.gyre.actors.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.replicaset.ReplicaSetReconciler;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.simulation.Kubelets;
import dev.gyre.actors.simulation.World;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * One Deployment with its controllers, kubelets and a restless user. After every single write it holds that no controller
 * has taken availability below the floor, or the number of pods above the ceiling. Only others move these: a failing pod
 * lowers the floor by itself, and a user who scales starts from what there is.
 */
final class RolloutSimulation {

    private static final String DEPLOYMENT = "deployments.apps/default/web";

    /** What the Deployment is like at the start. */
    record Shape(int replicas, int maxSurge, int maxUnavailable, int minReadySeconds, String strategy) {}

    private final InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
    private final Shape shape;
    private final World world;
    private final Kubelets kubelets;
    private int floor;
    private int ceiling;

    RolloutSimulation(long seed, Shape shape) {
        this.shape = shape;
        this.world = new World(
                seed, cluster, List.of(new DeploymentReconciler(), new ReplicaSetReconciler()), this::checkLimits);
        this.kubelets = new Kubelets(cluster, world.random);
        cluster.create(DEPLOYMENT, """
                {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {},
                 'spec': {'replicas': %d, 'minReadySeconds': %d, 'progressDeadlineSeconds': 600, 'revisionHistoryLimit': 2,
                  'selector': {'matchLabels': {'app': 'web'}},
                  'strategy': {'type': '%s', 'rollingUpdate': {'maxSurge': %d, 'maxUnavailable': %d}},
                  'template': {'metadata': {'labels': {'app': 'web'}},
                   'spec': {'containers': [{'name': 'web', 'image': 'web:1'}]}}}}
                """.formatted(
                shape.replicas(), shape.minReadySeconds(), shape.strategy(), shape.maxSurge(), shape.maxUnavailable()));
        ceiling = deployment().maxPods();
    }

    InMemoryCluster cluster() {
        return cluster;
    }

    World world() {
        return world;
    }

    /** One thing happens: mostly a round of a controller or a step of a kubelet. */
    void happen(boolean mayFail) {
        int dice = world.random.nextInt(100);
        if (dice < 50) {
            world.round();
        } else if (dice < 75) {
            kubelets.progress();
        } else if (dice < 82) {
            cluster.advanceSeconds(1 + world.random.nextInt(6));
        } else if (dice < 90 && mayFail) {
            somethingFails();
        } else if (dice >= 94) {
            userActs();
        }
        checkLimits();
    }

    /** All pods come up, and everybody has done what there was to do. */
    void comeToRest() {
        edit(spec -> spec.put("paused", false));
        for (int i = 0; i < 2000; i++) {
            world.settle();
            if (!kubelets.progress() && (isComplete() || !world.sleepUntilNextWake())) {
                return;
            }
        }
        throw new AssertionError("the rollout does not end:\n" + world.diary());
    }

    boolean isComplete() {
        Deployment deployment = deployment();
        return Counts.of(fleet()).areComplete(deployment) && fleet().oldReplicas() == 0;
    }

    Deployment deployment() {
        return Deployment.of(cluster.get(DEPLOYMENT));
    }

    Fleet fleet() {
        return Fleet.of(
                deployment(), cluster.view().list("apps", "replicasets", "default"), cluster.view(), cluster.now());
    }

    private List<ReplicaSetState> replicaSets() {
        return cluster.view().list("apps", "replicasets", "default").stream()
                .map(replicaSet -> ReplicaSetState.of(replicaSet, cluster.view(), cluster.now()))
                .toList();
    }

    List<PodState> activePods() {
        return cluster.view().list("", "pods", "default").stream()
                .map(PodState::new)
                .filter(PodState::isActive)
                .toList();
    }

    int available() {
        return (int) activePods().stream()
                .filter(pod -> pod.isAvailable(shape.minReadySeconds(), cluster.now()))
                .count();
    }

    void setImage(int version) {
        edit(spec -> ((ObjectNode) spec.at("/template/spec/containers/0")).put("image", "web:" + version));
    }

    void scale(int replicas) {
        edit(spec -> spec.put("replicas", replicas));
    }

    void pause(boolean isPaused) {
        edit(spec -> spec.put("paused", isPaused));
    }

    private void somethingFails() {
        int before = available();
        Resource pod = world.random.nextBoolean() ? kubelets.unready() : kubelets.fail();
        if (pod != null) {
            floor -= before - available();
            world.note("-- " + pod.name() + " fails");
        }
    }

    private void userActs() {
        switch (world.random.nextInt(4)) {
            case 0, 1 -> setImage(1 + world.random.nextInt(4));
            case 2 -> scale(world.random.nextInt(9));
            default -> pause(!deployment().isPaused());
        }
    }

    /** A user's change; what was decided about pods for the spec before it has been done by then. */
    private void edit(Consumer<ObjectNode> change) {
        world.drain(ReplicaSetReconciler.class);
        Resource stored = cluster.get(DEPLOYMENT);
        ObjectNode object = stored.copy();
        change.accept(object.withObjectProperty("spec"));
        cluster.execute(new Command.Update(stored.key(), null, stored.revision(), object, List.of()));
        world.note("-- the user changes the spec to " + new String(Json.write(object.path("spec"))));
        floor = Math.min(floor, Math.min(available(), deployment().minAvailable()));
        ceiling = Math.max(activePods().size(), deployment().maxPods());
    }

    private void checkLimits() {
        Deployment deployment = deployment();
        int available = available();
        int pods = activePods().size();
        if (available >= deployment.minAvailable() && isAtRest()) {
            floor = deployment.minAvailable();
        }
        if (replicaSets().stream().mapToInt(ReplicaSetState::podsAtMost).sum() <= deployment.maxPods()) {
            ceiling = deployment.maxPods();
        }
        if (deployment.strategy() == Deployment.Strategy.ROLLING_UPDATE) {
            assertThat(available)
                    .as(() -> "available pods, of which " + floor + " are needed\n" + world.diary())
                    .isGreaterThanOrEqualTo(floor);
        }
        assertThat(pods)
                .as(() -> "pods, of which " + ceiling + " are allowed\n" + world.diary())
                .isLessThanOrEqualTo(ceiling);
    }

    /** Every ReplicaSet has the pods it should have and says so, so that decisions rest on what is. */
    private boolean isAtRest() {
        return replicaSets().stream().allMatch(replicaSet -> {
            Pods pods = replicaSet.pods();
            return pods.active() == replicaSet.replicas()
                    && replicaSet.reported().total() == pods.active()
                    && replicaSet.reported().available() == pods.available();
        });
    }
}

package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.simulated.SimulatedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One run: users work with Deployments, StatefulSets, DaemonSets and Jobs while faults happen; then the faults end and what
 * was asked for must come about, and nothing more happen after it; then everything is deleted under faults, and nothing must
 * be left.
 */
final class MainJob {

    private static final Duration JOB = Duration.ofMinutes(20);

    /** Longer than the longest back-off, ten minutes of a Job. */
    private static final Duration SETTLING = Duration.ofMinutes(12);

    private static final Duration QUIET = Duration.ofSeconds(45);

    /** What a run amounted to. */
    record Result(
            long seed,
            long hash,
            long steps,
            Duration time,
            long revision,
            int guardedCommits,
            Map<String, Integer> faults) {}

    private final long seed;
    private final Simulation simulation;
    private final Cluster cluster;
    private final SimulatedRuntime runtime;
    private final List<String> nodes = new ArrayList<>();
    private final List<User> users = new ArrayList<>();
    private final Chaos chaos;
    private int nodeLives;

    private MainJob(long seed) {
        this.seed = seed;
        this.simulation = new Simulation(seed);
        this.cluster = new Cluster(simulation);
        RandomGenerator random = simulation.split();
        this.runtime = new SimulatedRuntime(
                simulation,
                (delay, task) -> simulation.schedule(
                        delay.multipliedBy(random.nextLong(1, 20)).dividedBy(4), task),
                new SimulatedRuntime.Delays(
                        Duration.ofMillis(100),
                        Duration.ofMillis(150),
                        Duration.ofMillis(40),
                        Duration.ofMillis(60),
                        Duration.ofMillis(300)),
                SimulatedRuntime.ordinaryMachine());
        int nodeCount = random.nextInt(1, 4);
        for (int i = 1; i <= nodeCount; i++) {
            nodes.add("node-" + i);
        }
        this.chaos = new Chaos(cluster, () -> new SimulatedNodes(cluster, "nodes-" + ++nodeLives, runtime, nodes));
        String[] namespaces = {"default", "kube-public", "kube-system"};
        int userCount = random.nextInt(1, 4);
        for (int i = 0; i < userCount; i++) {
            users.add(user(random, namespaces[random.nextInt(namespaces.length)], i));
        }
    }

    private User user(RandomGenerator random, String namespace, int i) {
        return switch (random.nextInt(8)) {
            case 0 -> new StatefulSetUser(cluster, runtime, namespace, "store-" + i);
            case 1 -> new DaemonSetUser(cluster, runtime, namespace, "agent-" + i);
            case 2 -> new JobUser(cluster, runtime, namespace, "batch-" + i);
            default -> new DeploymentUser(cluster, runtime, namespace, "web-" + i);
        };
    }

    static Result run(long seed) {
        return new MainJob(seed).run();
    }

    private Result run() {
        cluster.network.storm();
        chaos.begin();
        users.forEach(User::start);
        require(simulation.runUntil(this::areUsersDone, JOB), "users come to an end");
        calm();
        settle("what was asked for comes about", this::isAsWanted);

        cluster.network.storm();
        chaos.begin();
        users.forEach(User::finish);
        require(simulation.runUntil(this::areUsersDone, JOB), "users come to an end");
        simulation.run(Duration.ofSeconds(10));
        calm();
        settle("nothing is left of what was deleted", this::isNothingLeft);
        cluster.faults.hits().merge("void records", cluster.published.voids(), Integer::sum);
        return new Result(
                seed,
                simulation.hash(),
                simulation.steps(),
                Duration.ofNanos(simulation.micros() * 1000),
                cluster.ledger.revision(),
                cluster.rollouts.guardedCommits(),
                cluster.faults.hits());
    }

    private boolean areUsersDone() {
        return users.stream().allMatch(User::isDone);
    }

    private void calm() {
        chaos.end();
        cluster.network.calm();
    }

    private void settle(String promise, java.util.function.BooleanSupplier isReached) {
        require(simulation.runUntil(() -> simulation.steps() % 50 == 0 && isReached.getAsBoolean(), SETTLING), promise);
        simulation.run(QUIET);
        long before = cluster.ledger.revision();
        simulation.run(QUIET);
        List<String> writes = cluster.ledger.changes(before, cluster.ledger.revision()).stream()
                .filter(change -> !isHousekeeping(change))
                .map(change -> change.key() + " by " + change.provenance().actor() + " for "
                        + change.provenance().cause())
                .toList();
        require(writes.isEmpty(), "controllers come to rest, and do not " + writes);
        require(chaos.isIdle(), "controllers have nothing under way");
        require(isReached.getAsBoolean(), promise + ", and stays so");
        require(cluster.published.isComplete(), "the log is complete, and not " + cluster.published.missing());
        for (SimulatedPlane plane : chaos.planes()) {
            require(isViewTrue(plane), "the view of " + plane.process.name() + " is what the store holds");
        }
    }

    /** Nodes and their leases are written from time to time, and Events expire. */
    private static boolean isHousekeeping(StoreEvent.Changed change) {
        return Set.of("nodes", "leases", "events").contains(change.key().plural());
    }

    private boolean isAsWanted() {
        return users.stream().allMatch(User::isAsWanted)
                && runningPods().equals(activePods())
                && observations().stream().allMatch(seen -> isStored(seen.pod().uid()));
    }

    private boolean isNothingLeft() {
        return cluster.ledger.objects().keySet().stream()
                        .noneMatch(key -> key.group().equals("apps")
                                || key.group().equals("batch")
                                || key.plural().equals("pods"))
                && observations().isEmpty();
    }

    private List<PodObservation> observations() {
        return nodes.stream()
                .flatMap(node -> runtime.list(node).toCompletableFuture().join().stream())
                .toList();
    }

    /** Pods, by their uids, that have a container running. */
    private Set<String> runningPods() {
        return observations().stream()
                .filter(seen ->
                        !seen.container().isSandbox() && seen.container().life() instanceof Life.Running)
                .map(seen -> seen.pod().uid())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isStored(String podUid) {
        return cluster.ledger.list("", "pods", "").stream()
                .anyMatch(pod -> pod.uid().equals(podUid));
    }

    private Set<String> activePods() {
        return cluster.ledger.list("", "pods", "").stream()
                .filter(Workload::isActive)
                .map(StoredObject::uid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isViewTrue(SimulatedPlane plane) {
        var view = plane.view().current();
        Set<String> seen = view.objects().stream()
                .map(object -> object.key() + "@" + object.revision())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> stored = cluster.ledger.objects().values().stream()
                .filter(object -> cluster.ledger.isPublished(object.key()))
                .filter(object -> object.modRevision() <= view.revision())
                .map(object -> object.key() + "@" + object.modRevision())
                .collect(Collectors.toCollection(TreeSet::new));
        return seen.equals(stored);
    }

    private void require(boolean holds, String promise) {
        if (!holds) {
            List<String> state = new ArrayList<>();
            users.forEach(user -> state.add(user.inWords()));
            state.add("running: " + runningPods());
            state.add("pods: " + activePods());
            for (SimulatedPlane plane : chaos.planes()) {
                state.add(plane.process.name() + " sees " + plane.view().current());
                plane.controllers().forEach(c -> state.add("  " + c.name() + " " + c.counts()));
            }
            throw simulation.failure(promise, String.join("\n", state));
        }
    }
}

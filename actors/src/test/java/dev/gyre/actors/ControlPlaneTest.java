package dev.gyre.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.actors.ControlPlane.Controller;
import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.shell.ToyCluster;
import dev.gyre.actors.shell.ToyReconciler;
import dev.gyre.actors.view.ViewSnapshotFile;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {

    @TempDir
    Path directory;

    private final ToyCluster cluster = new ToyCluster();
    private final EventLog groups = cluster.groups(Topics.STANDARD.changesPartitions());

    private final AtomicBoolean isClockBroken = new AtomicBoolean();
    private final InstantSource clock = () -> {
        if (isClockBroken.getAndSet(false)) {
            throw new IllegalStateException("the clock broke");
        }
        return Instant.now();
    };

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void turnsDesiredStateIntoActualState() throws Exception {
        scale("a", 20);
        try (ControlPlane plane = start("first")) {
            plane.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            awaitPods("a", 20);

            scale("b", 5);
            awaitPods("b", 5);
            scale("a", 3);
            awaitPods("a", 3);

            assertThat(cluster.decisions).isNotEmpty();
            assertThat(plane.counts().get("toy").refusals()).isZero();
            await().untilAsserted(() -> assertThat(plane.revision()).isEqualTo(revision()));
        }
    }

    @Test
    void startsOverWhenTheFeedBreaks() throws Exception {
        scale("a", 2);
        try (ControlPlane plane = start("first")) {
            awaitPods("a", 2);
            cluster.breakFeeds();
            scale("a", 4);
            awaitPods("a", 4);
        }
    }

    @Test
    void startsOverAsAWholeWhenAnActorFails() throws Exception {
        scale("a", 2);
        try (ControlPlane plane = start("first")) {
            awaitPods("a", 2);
            isClockBroken.set(true);
            scale("a", 4);
            awaitPods("a", 4);
            assertThat(isClockBroken).isFalse();
        }
    }

    /** As a CronJob's next time may be: {@code 0 0 29 2 *}. */
    @Test
    void whatIsDueInYearsIsWaitedFor() {
        scale("a", 1);
        try (ControlPlane plane = start("first", ViewSnapshots.NONE, new DueInYears(new ToyReconciler()))) {
            awaitPods("a", 1);
            for (int replicas = 2; replicas < 6; replicas++) {
                scale("a", replicas);
                awaitPods("a", replicas);
            }
            assertThat(plane.counts().get("toy").refusals()).isZero();
            assertThat(cluster.snapshots)
                    .as("nothing failed, so that nothing started over")
                    .hasValue(1);
        }
    }

    private record DueInYears(Reconciler toy) implements Reconciler {
        @Override
        public String name() {
            return toy.name();
        }

        @Override
        public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
            return toy.affectedBy(event, view);
        }

        @Override
        public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
            return toy.reconcile(key, view, now).wakingAt(now.plus(Duration.ofDays(1000)));
        }
    }

    @Test
    void whoeverJoinsLaterTakesOver() throws Exception {
        scale("a", 2);
        try (ControlPlane first = start("first")) {
            awaitPods("a", 2);
            try (ControlPlane second = start("second")) {
                second.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
                long commands = first.counts().get("toy").commands();
                scale("a", 6);
                awaitPods("a", 6);
                assertThat(first.counts().get("toy").commands()).isEqualTo(commands);
            }
        }
    }

    @Test
    void goesOnFromWhatAnEarlierOneKept() {
        Path file = directory.resolve("first.view");
        scale("a", 3);
        try (ControlPlane first = start("first", new ViewSnapshotFile(file, "test"))) {
            awaitPods("a", 3);
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(file));
        }
        scale("a", 5);
        int asked = cluster.snapshots.get();
        try (ControlPlane second = start("second", new ViewSnapshotFile(file, "test"))) {
            awaitPods("a", 5);
            assertThat(cluster.snapshots).hasValue(asked);
        }
    }

    @Test
    void asksForEverythingWhereTheLogDoesNotConnectToWhatWasKept() throws Exception {
        Path file = directory.resolve("first.view");
        ViewSnapshotFile kept = new ViewSnapshotFile(file, "test");
        Place elsewhere = new Place("others", 1, 0, Map.of(), 0);
        kept.keep(elsewhere, List.of()).toCompletableFuture().join();
        scale("a", 2);
        try (ControlPlane plane = start("first", kept)) {
            awaitPods("a", 2);
            assertThat(cluster.snapshots.get()).isPositive();
        }
    }

    @Test
    void asksForEverythingWhereTheStoreIsBehindWhatWasKept() throws Exception {
        Path file = directory.resolve("first.view");
        ViewSnapshotFile kept = new ViewSnapshotFile(file, "test");
        kept.keep(new Place("toys", 1, 1_000_000, Map.of(), 0), List.of())
                .toCompletableFuture()
                .join();
        scale("a", 2);
        try (ControlPlane plane = start("first", kept)) {
            awaitPods("a", 2);
            assertThat(cluster.snapshots.get()).isPositive();
        }
    }

    @Test
    void asksForEverythingWhereWhatWasKeptTurnsOutToBeCutOff() throws Exception {
        Path file = directory.resolve("first.view");
        scale("a", 2);
        try (ControlPlane first = start("first", new ViewSnapshotFile(file, "test"))) {
            awaitPods("a", 2);
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(file));
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 10));
        scale("a", 3);
        int asked = cluster.snapshots.get();
        try (ControlPlane second = start("second", new ViewSnapshotFile(file, "test"))) {
            awaitPods("a", 3);
            assertThat(cluster.snapshots.get()).isGreaterThan(asked);
        }
    }

    private ControlPlane start(String holder) {
        return start(holder, ViewSnapshots.NONE);
    }

    private ControlPlane start(String holder, ViewSnapshots snapshots) {
        return start(holder, snapshots, new ToyReconciler());
    }

    private ControlPlane start(String holder, ViewSnapshots snapshots, Reconciler reconciler) {
        ControlPlane.Ports ports = new ControlPlane.Ports(
                cluster,
                cluster,
                (beats, failed) -> () -> {},
                snapshots,
                cluster,
                groups,
                Topics.STANDARD,
                clock,
                holder,
                "test");
        return ControlPlane.start(ports, List.of(new Group("toys", List.of(new Controller(reconciler, cluster)))));
    }

    private void scale(String namespace, int replicas) {
        cluster.with(store -> {
            store.put(
                    "sets/" + namespace + "/web",
                    "{'metadata': {'uid': 'set-%s'}, 'spec': {'replicas': %d}}".formatted(namespace, replicas));
            return null;
        });
    }

    private void awaitPods(String namespace, int count) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(pods(namespace)).isEqualTo(count));
    }

    private long revision() {
        return cluster.with(store -> store.revision());
    }

    private long pods(String namespace) {
        return cluster.with(store -> store.objects.keySet().stream()
                .filter(key -> key.plural().equals("pods") && key.namespace().equals(namespace))
                .count());
    }
}

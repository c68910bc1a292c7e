package dev.gyre.it.simulation;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed;
import dev.gyre.events.ChangeFeed.Following;
import dev.gyre.events.Heartbeats;
import dev.gyre.events.LogChangeFeed;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The view of one process, as {@link dev.gyre.actors.view.ViewActor} keeps it: offsets, snapshot, log, and all anew where
 * the log does not connect. What it is told of is held against the ledger, revision by revision.
 */
final class SimulatedView {

    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration CONNECTION = Duration.ofSeconds(10);

    /** What outlives the process: the view that it kept last, and where in the log that was. */
    static final class Disk {
        private @Nullable Kept kept;

        private record Kept(ChangeFeed.Place place, PersistentClusterView view) {}
    }

    /** Hears each view, and what changed since the one before. */
    interface Reader {
        void take(ClusterView view, List<ResourceEvent> events);
    }

    private final Cluster cluster;
    private final SimulatedProcess process;
    private final ApiClient client;
    private final ChangeFeed feed;
    private final Executor line;
    private final List<Reader> readers = new ArrayList<>();
    private PersistentClusterView view = PersistentClusterView.EMPTY;
    private final Disk disk;
    private @Nullable PersistentClusterView unconnected;
    private @Nullable Following subscription;
    private int attempt;

    SimulatedView(Cluster cluster, SimulatedProcess process, SeededLog log, ApiClient client, Disk disk) {
        this.cluster = cluster;
        this.process = process;
        this.client = client;
        this.disk = disk;
        this.feed = new LogChangeFeed(log, Cluster.TOPICS);
        this.line = process.line();
        new Heartbeats(log, Cluster.CLUSTER_ID)
                .follow(
                        beats -> line.execute(() -> {
                            view = view.withHeartbeats(beats);
                            publish(List.of());
                        }),
                        cause -> cluster.simulation.violated("heartbeats can be followed", cause.toString()));
    }

    void readBy(Reader reader) {
        readers.add(reader);
    }

    /** From what was kept, else from a snapshot. */
    void begin() {
        Disk.Kept kept = disk.kept;
        if (kept == null) {
            load();
            return;
        }
        int mine = ++attempt;
        client.currentRevision()
                .thenAccept(newest -> {
                    cluster.simulation.check(
                            newest >= kept.place().revision(),
                            "what was kept is not newer than the store",
                            () -> kept.place() + " at " + newest);
                    unconnected = kept.view();
                    process.after(CONNECTION, () -> {
                        if (mine == attempt && unconnected != null) {
                            startOver(mine, new IllegalStateException("the log does not say whether it connects"));
                        }
                    });
                    subscription = feed.follow(
                            kept.place(), handler(mine), cause -> line.execute(() -> startOver(mine, cause)));
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        startOver(mine, failure);
                    }
                });
    }

    private void load() {
        int mine = ++attempt;
        feed.currentOffsets()
                .thenCompose(offsets -> client.snapshot().thenAccept(snapshot -> startFrom(mine, offsets, snapshot)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        startOver(mine, failure);
                    }
                });
    }

    private void startFrom(int mine, ChangeFeed.Offsets offsets, ResourceList snapshot) {
        if (snapshot.revision() < view.revision()) {
            throw new IllegalStateException("the snapshot is older than the view");
        }
        PersistentClusterView before = view;
        view = PersistentClusterView.of(snapshot).withHeartbeatsOf(before);
        publish(view.changesSince(before));
        subscription = feed.follow(
                offsets, view.revision(), handler(mine), cause -> line.execute(() -> startOver(mine, cause)));
    }

    private Function<ChangeFeed.Advance, CompletionStage<Void>> handler(int mine) {
        return advance -> {
            CompletableFuture<Void> applied = new CompletableFuture<>();
            line.execute(() -> {
                if (mine == attempt) {
                    advance(advance);
                }
                applied.complete(null);
            });
            return applied;
        };
    }

    private void advance(ChangeFeed.Advance advance) {
        PersistentClusterView kept = unconnected;
        if (kept != null) {
            cluster.faults.hit("view taken from the disk");
            unconnected = null;
            PersistentClusterView before = view;
            view = kept.withHeartbeatsOf(before);
            publish(view.changesSince(before));
        }
        cluster.published.advanced(process.name(), view.revision(), advance);
        view = view.apply(advance);
        publish(advance.events());
        if (view.revision() % 8 == 0 && subscription != null) { // now and then
            ChangeFeed.Place place = subscription.place();
            disk.kept = place == null || place.revision() != view.revision() ? disk.kept : new Disk.Kept(place, view);
        }
    }

    private void startOver(int mine, Throwable cause) {
        if (mine == attempt) {
            cluster.simulation.trace(process.name() + " starts its view over: " + cause);
            cluster.faults.hit("view started over");
            if (subscription != null) {
                subscription.close();
            }
            unconnected = null;
            attempt++;
            process.after(AGAIN, this::load);
        }
    }

    private void publish(List<ResourceEvent> events) {
        ClusterView now = view;
        readers.forEach(reader -> reader.take(now, events));
    }

    PersistentClusterView current() {
        return view;
    }
}

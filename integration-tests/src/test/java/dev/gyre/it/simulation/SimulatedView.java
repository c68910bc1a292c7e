package dev.gyre.it.simulation;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.Heartbeats;
import dev.gyre.events.LogChangeFeed;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The view of one process, as {@link dev.gyre.actors.view.ViewActor} keeps it: offsets, snapshot, log, and all anew where
 * the log does not connect. What it is told of is held against the ledger, revision by revision.
 */
final class SimulatedView {

    private static final Duration AGAIN = Duration.ofMillis(200);

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
    private Subscription subscription = () -> {};
    private int attempt;

    SimulatedView(Cluster cluster, SimulatedProcess process, SeededLog log, ApiClient client) {
        this.cluster = cluster;
        this.process = process;
        this.client = client;
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

    void load() {
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
                offsets,
                view.revision(),
                advance -> {
                    CompletableFuture<Void> applied = new CompletableFuture<>();
                    line.execute(() -> {
                        if (mine == attempt) {
                            advance(advance);
                        }
                        applied.complete(null);
                    });
                    return applied;
                },
                cause -> line.execute(() -> startOver(mine, cause)));
    }

    private void advance(ChangeFeed.Advance advance) {
        cluster.published.advanced(process.name(), view.revision(), advance);
        view = view.apply(advance);
        publish(advance.events());
    }

    private void startOver(int mine, Throwable cause) {
        if (mine == attempt) {
            cluster.simulation.trace(process.name() + " starts its view over: " + cause);
            cluster.faults.hit("view started over");
            subscription.close();
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

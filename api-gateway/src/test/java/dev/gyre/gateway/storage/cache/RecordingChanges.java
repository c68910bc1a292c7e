package dev.gyre.gateway.storage.cache;

import static org.awaitility.Awaitility.await;

import dev.gyre.gateway.storage.ResourceReader.ChangeListener;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.StoreFixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps all that a watch on the cache says. */
final class RecordingChanges implements ChangeListener {

    private final List<StoreEvent.Changed> changes = new ArrayList<>();
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private long reached;
    private int calls;

    @Override
    public synchronized void onChanges(long revision, List<StoreEvent.Changed> some) {
        if (revision <= reached) {
            end.complete(new AssertionError("revision " + revision + " after " + reached));
        }
        reached = revision;
        changes.addAll(some);
        calls++;
    }

    @Override
    public void onEnd(Throwable cause) {
        end.complete(cause);
    }

    synchronized long reached() {
        return reached;
    }

    synchronized int calls() {
        return calls;
    }

    synchronized List<StoreEvent.Changed> changes() {
        return List.copyOf(changes);
    }

    /** The revisions of the changes, once it has been told of this revision. */
    List<Long> revisionsUpTo(long revision) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> reached() >= revision);
        return changes().stream().map(StoreEvent.Changed::revision).toList();
    }

    Throwable end() {
        return StoreFixtures.await(end);
    }

    boolean isOver() {
        return end.isDone();
    }
}

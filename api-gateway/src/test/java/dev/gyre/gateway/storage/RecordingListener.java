package dev.gyre.gateway.storage;

import static org.awaitility.Awaitility.await;

import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps all that a watch says. */
public final class RecordingListener implements WatchListener {

    private final List<StoreEvent> events = new ArrayList<>();
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private long revision;

    @Override
    public synchronized void onBatch(StoreBatch batch) {
        if (batch.revision() <= revision) {
            end.complete(new AssertionError("revision " + batch.revision() + " after " + revision));
        }
        revision = batch.revision();
        events.addAll(batch.events());
    }

    @Override
    public void onEnd(Throwable cause) {
        end.complete(cause);
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized List<StoreEvent> events() {
        return List.copyOf(events);
    }

    public List<StoreEvent> eventsUpTo(long wanted) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> revision() >= wanted);
        return events();
    }

    public Throwable end() {
        return StoreFixtures.await(end);
    }

    public boolean isOver() {
        return end.isDone();
    }
}

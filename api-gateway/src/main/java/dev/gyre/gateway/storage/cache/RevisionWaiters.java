package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Those who wait for the cache to reach a revision, each for no longer than a bound. */
final class RevisionWaiters {

    private final Duration limit;
    private final Executor answers;
    private final AtomicLong arrivals = new AtomicLong();
    private final ConcurrentSkipListMap<Place, Waiter> waiting = new ConcurrentSkipListMap<>();

    private record Place(long revision, long arrival) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byRevision = Long.compare(revision, other.revision);
            return byRevision != 0 ? byRevision : Long.compare(arrival, other.arrival);
        }
    }

    private record Waiter(CompletableFuture<Snapshot> answer, Instant deadline) {}

    /** {@code answers} runs what the waiters do next, so that it does not hold up the writer. */
    RevisionWaiters(Duration limit, Executor answers) {
        this.limit = limit;
        this.answers = answers;
    }

    CompletionStage<Snapshot> await(long revision, Supplier<? extends Snapshot> latest, Instant now) {
        Snapshot current = latest.get();
        if (current.revision() >= revision) {
            return CompletableFuture.completedStage(current);
        }
        Waiter waiter = new Waiter(new CompletableFuture<>(), now.plus(limit));
        waiting.put(new Place(revision, arrivals.incrementAndGet()), waiter);
        // The revision may have come between the look and the registration.
        reached(latest.get());
        return waiter.answer();
    }

    void reached(Snapshot snapshot) {
        Place end = new Place(snapshot.revision(), Long.MAX_VALUE);
        for (Map.Entry<Place, Waiter> next = waiting.firstEntry();
                next != null && next.getKey().compareTo(end) <= 0;
                next = waiting.firstEntry()) {
            if (waiting.remove(next.getKey(), next.getValue())) {
                CompletableFuture<Snapshot> answer = next.getValue().answer();
                answers.execute(() -> answer.complete(snapshot));
            }
        }
    }

    /** Refuses those whose time is over. */
    void expire(long reached, Instant now) {
        waiting.forEach((place, waiter) -> {
            if (now.isAfter(waiter.deadline()) && waiting.remove(place, waiter)) {
                var late = new ResourceReader.TimeoutException(place.revision(), reached);
                answers.execute(() -> waiter.answer().completeExceptionally(late));
            }
        });
    }
}

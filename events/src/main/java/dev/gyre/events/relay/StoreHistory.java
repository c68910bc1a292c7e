package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.relay.CommittedRevisions.CompactedException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a store still knows of its revisions, to hold a log against: from the first that it has not compacted.
 *
 * @param published the revisions of published kinds; those in between are of others
 */
public record StoreHistory(long first, long last, Set<Long> published) {

    /** Reads up to this revision, which the store has reached. */
    public static CompletionStage<StoreHistory> read(CommittedRevisions revisions, long last) {
        return readFrom(revisions, 1, last).exceptionallyCompose(error -> {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            return cause instanceof CompactedException compacted
                    ? readFrom(revisions, compacted.compactRevision() + 1, last)
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private static CompletionStage<StoreHistory> readFrom(CommittedRevisions revisions, long from, long last) {
        if (from > last) {
            return CompletableFuture.completedFuture(new StoreHistory(from, last, Set.of()));
        }
        CompletableFuture<StoreHistory> read = new CompletableFuture<>();
        Set<Long> published = ConcurrentHashMap.newKeySet();
        AtomicLong reached = new AtomicLong();
        Subscription following = revisions.follow(
                from,
                batch -> {
                    for (CommittedRevision revision : batch) {
                        if (revision.event() != null && revision.revision() <= last) {
                            published.add(revision.revision());
                        }
                        reached.set(revision.revision());
                    }
                    if (reached.get() >= last) {
                        read.complete(new StoreHistory(from, last, published));
                    }
                    return CompletableFuture.completedFuture(null);
                },
                read::completeExceptionally);
        return read.whenComplete((history, error) -> following.close());
    }
}

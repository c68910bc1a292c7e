package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The merged history of all changes, from the log: one reader over every changes partition and the relay's progress, and a
 * {@link RevisionMerger} that puts them in order. Advances that became possible by one read are handed over as one, so a
 * reader that is behind catches up in large steps. Where the log does not connect to the snapshot the subscription fails,
 * and the reader starts again from a new one.
 */
public final class LogChangeFeed implements ChangeFeed {

    /** More changes than this never wait for the relay's progress in a log that is well. */
    private static final int MAX_WAITING = 200_000;

    private final EventLog log;
    private final List<Partition> changes;
    private final List<Partition> followed;

    public LogChangeFeed(EventLog log, Topics topics) {
        this.log = log;
        this.changes = topics.changes();
        this.followed = new ArrayList<>(changes);
        followed.add(Topics.PROGRESS_PARTITION);
    }

    @Override
    public CompletionStage<Offsets> currentOffsets() {
        return log.endOffsets(followed).thenApply(Offsets::new);
    }

    @Override
    public Following follow(
            Offsets from,
            long afterRevision,
            Function<Advance, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        Map<Partition, Long> offsets = from.byPartition();
        return follow(offsets, RevisionMerger.after(afterRevision, changes, offsets, MAX_WAITING), handler, failed);
    }

    @Override
    public Following follow(
            Place from, Function<Advance, CompletionStage<Void>> handler, EventLog.FailureHandler failed) {
        if (!from.changes().keySet().equals(Set.copyOf(changes))) {
            throw new BrokenHistoryException("the log has other partitions than it had");
        }
        Map<Partition, Long> offsets = new HashMap<>();
        from.changes().forEach((partition, mark) -> offsets.put(partition, mark.offset()));
        offsets.put(Topics.PROGRESS_PARTITION, from.progressOffset());
        return follow(offsets, RevisionMerger.at(from, MAX_WAITING), handler, failed);
    }

    private Following follow(
            Map<Partition, Long> offsets,
            RevisionMerger merger,
            Function<Advance, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        AtomicReference<@Nullable Place> place = new AtomicReference<>();
        EventLog.Subscription reading = log.follow(offsets, batch -> handOver(merger, batch, place, handler), failed);
        return new Following() {
            @Override
            public @Nullable Place place() {
                return place.get();
            }

            @Override
            public void close() {
                reading.close();
            }
        };
    }

    private static CompletionStage<Void> handOver(
            RevisionMerger merger,
            List<StoredEntry> batch,
            AtomicReference<@Nullable Place> place,
            Function<Advance, CompletionStage<Void>> handler) {
        List<Advance> advances = new ArrayList<>();
        batch.forEach(stored -> advances.addAll(merger.offer(stored)));
        if (advances.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        place.set(merger.place());
        return handler.apply(advances.size() == 1 ? advances.getFirst() : joined(advances));
    }

    private static Advance joined(List<Advance> advances) {
        return new Advance(
                advances.getLast().revision(),
                advances.stream().flatMap(a -> a.events().stream()).toList());
    }
}

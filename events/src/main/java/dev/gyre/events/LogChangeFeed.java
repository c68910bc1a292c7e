package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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
    public EventLog.Subscription follow(
            Offsets from,
            long afterRevision,
            Function<Advance, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        RevisionMerger merger = new RevisionMerger(changes, afterRevision, MAX_WAITING);
        return log.follow(from.byPartition(), batch -> handOver(merger, batch, handler), failed);
    }

    private static CompletionStage<Void> handOver(
            RevisionMerger merger, List<StoredEntry> batch, Function<Advance, CompletionStage<Void>> handler) {
        List<Advance> advances = new ArrayList<>();
        batch.forEach(stored -> advances.addAll(merger.offer(stored)));
        return switch (advances.size()) {
            case 0 -> CompletableFuture.completedFuture(null);
            case 1 -> handler.apply(advances.getFirst());
            default -> handler.apply(joined(advances));
        };
    }

    private static Advance joined(List<Advance> advances) {
        return new Advance(
                advances.getLast().revision(),
                advances.stream().flatMap(a -> a.events().stream()).toList());
    }
}

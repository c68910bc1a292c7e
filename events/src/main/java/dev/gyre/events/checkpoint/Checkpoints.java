package dev.gyre.events.checkpoint;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogStart;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.record.CheckpointRecords;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.Checkpoint.Earlier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds checkpoints without reading them. The last record of their partition closes the newest, or belongs to one that is
 * being written and says where the newest was closed; that one names those before it.
 */
public final class Checkpoints {

    private final EventLog log;
    private final LogScan.Range range;

    private Checkpoints(EventLog log, LogScan.Range range) {
        this.log = log;
        this.range = range;
    }

    /** The newest checkpoint of which all is past. */
    public static CompletionStage<Optional<StoredCheckpoint>> newest(EventLog log, Predicate<Stamp> isPast) {
        return open(log)
                .thenCompose(checkpoints -> checkpoints.last().thenCompose(last -> checkpoints.newest(last, isPast)));
    }

    /** The one so many before the newest; nothing where there are not that many. */
    public static CompletionStage<Optional<StoredCheckpoint>> back(EventLog log, int steps) {
        return open(log)
                .thenCompose(checkpoints -> checkpoints.last().thenCompose(last -> {
                    if (last == null || steps == 0) {
                        return checkpoints.newest(last, stamp -> true);
                    }
                    List<Earlier> kept = checkpoints.kept(last);
                    return kept.size() < steps
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : checkpoints.closedAt(kept.get(steps - 1).offset());
                }));
    }

    /** The one before this one, if it is still there. */
    public static CompletionStage<Optional<StoredCheckpoint>> before(EventLog log, StoredCheckpoint later) {
        return open(log).thenCompose(checkpoints -> checkpoints.earlier(later, stamp -> true));
    }

    /**
     * Where to begin reading these partitions for what is past: after the newest checkpoint that they connect to, or at their
     * beginning. Fails with {@link NotOnTheLogException} where neither is there.
     */
    static CompletionStage<Start> start(EventLog log, Collection<Partition> partitions, Predicate<Stamp> isPast) {
        return newest(log, isPast)
                .thenCompose(newest ->
                        newest.isPresent() ? after(log, partitions, newest.get()) : fromTheBeginning(log, partitions));
    }

    /** @param from null at the beginning of the log */
    record Start(LogStart at, @Nullable StoredCheckpoint from) {}

    private static CompletionStage<Start> after(
            EventLog log, Collection<Partition> partitions, StoredCheckpoint checkpoint) {
        return LogStart.after(log, partitions, checkpoint.checkpoint()).thenCompose(start -> {
            boolean isConnected = partitions.stream()
                    .allMatch(partition -> start.isConnected(partition) || Topics.isForgetful(partition));
            return isConnected
                    ? CompletableFuture.completedFuture(new Start(start, checkpoint))
                    : before(log, checkpoint)
                            .thenCompose(earlier -> earlier.isPresent()
                                    ? after(log, partitions, earlier.get())
                                    : fromTheBeginning(log, partitions));
        });
    }

    private static CompletionStage<Start> fromTheBeginning(EventLog log, Collection<Partition> partitions) {
        return LogStart.beginning(log, partitions).thenCompose(start -> {
            Optional<Partition> trimmed = partitions.stream()
                    .filter(partition -> start.isTrimmed(partition) && !Topics.isForgetful(partition))
                    .findFirst();
            return trimmed.isEmpty()
                    ? CompletableFuture.completedFuture(new Start(start, null))
                    : reach(log).thenApply(reach -> {
                        throw new NotOnTheLogException("the beginning of " + trimmed.get() + " has been trimmed"
                                + reach.map(oldest -> "; the log reaches back to revision " + oldest.revision() + ", "
                                                + oldest.time())
                                        .orElse(", and there is no checkpoint after it"));
                    });
        });
    }

    /** The oldest checkpoint that is still there. */
    private static CompletionStage<Optional<Earlier>> reach(EventLog log) {
        return open(log)
                .thenCompose(checkpoints -> checkpoints.last().thenApply(last -> {
                    List<Earlier> known = last == null ? List.of() : checkpoints.kept(last);
                    return known.isEmpty()
                            ? Optional.ofNullable(last).map(StoredCheckpoint::asEarlier)
                            : Optional.of(known.getLast());
                }));
    }

    private static CompletionStage<Checkpoints> open(EventLog log) {
        return LogScan.whole(log, List.of(Topics.CHECKPOINTS_PARTITION))
                .thenApply(ranges -> new Checkpoints(
                        log, ranges.getOrDefault(Topics.CHECKPOINTS_PARTITION, new LogScan.Range(0, 0))));
    }

    /** The one that was closed last; null where there is none. */
    private CompletionStage<@Nullable StoredCheckpoint> last() {
        return recordAt(range.until() - 1).thenCompose(newest -> {
            StoredCheckpoint closed = newest == null ? null : closed(newest);
            if (newest == null || closed != null) {
                return CompletableFuture.completedFuture(closed);
            }
            return recordAt(CheckpointRecords.previousOffset(newest.entry()))
                    .thenApply(previous -> previous == null ? null : closed(previous));
        });
    }

    private CompletionStage<Optional<StoredCheckpoint>> newest(
            @Nullable StoredCheckpoint last, Predicate<Stamp> isPast) {
        if (last == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        boolean isWhole = last.checkpoint().firstOffset() >= range.from();
        return isWhole && isPast.test(last.stamp())
                ? CompletableFuture.completedFuture(Optional.of(last))
                : earlier(last, isPast);
    }

    private CompletionStage<Optional<StoredCheckpoint>> earlier(StoredCheckpoint later, Predicate<Stamp> isPast) {
        return kept(later).stream()
                .filter(before -> isPast.test(
                        StoredCheckpoint.stamp(later.checkpoint().generation(), before.revision(), before.time())))
                .findFirst()
                .map(before -> closedAt(before.offset()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<Optional<StoredCheckpoint>> closedAt(long offset) {
        return recordAt(offset).thenApply(stored -> Optional.ofNullable(stored == null ? null : closed(stored)));
    }

    private List<Earlier> kept(StoredCheckpoint later) {
        List<Earlier> kept = new ArrayList<>(later.checkpoint().earlier());
        kept.removeIf(before -> before.firstOffset() < range.from());
        return kept;
    }

    /** Null where there is none. */
    private CompletionStage<@Nullable StoredEntry> recordAt(long offset) {
        if (offset < range.from() || offset >= range.until()) {
            return CompletableFuture.completedFuture(null);
        }
        AtomicReference<@Nullable StoredEntry> found = new AtomicReference<>();
        LogScan.Range one = new LogScan.Range(offset, offset + 1);
        return LogScan.start(log, Map.of(Topics.CHECKPOINTS_PARTITION, one), found::set)
                .done()
                .thenApply(done -> found.get());
    }

    private static @Nullable StoredCheckpoint closed(StoredEntry stored) {
        Checkpoint checkpoint = CheckpointRecords.closed(stored);
        return checkpoint == null ? null : new StoredCheckpoint(checkpoint, stored.offset());
    }
}

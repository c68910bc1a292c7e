package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Checkpoint.Mark;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds where to begin reading partitions for what came at a moment or after it. The broker's own times are a first guess; from
 * there it looks further and further back, until a partition is begun at a record that was before the moment. Times and revisions
 * never go back in a partition's history, so nothing that is wanted stands before that record, whatever the clocks of relays,
 * gateways and brokers said.
 *
 * <p>Where that record is void the reader's chain may begin wrong, so it must reach the progress in the end
 * ({@link ValidRecords#since}). What cannot be proven is begun at its beginning.
 */
final class StartSearch {

    /** Records before the guess that are looked at first. */
    static final int FIRST_STRIDE = 32;

    private static final int FURTHER = 4;

    /** Records that are looked at in one place: the first ones may be no changes. */
    private static final int PROBE = 32;

    private final EventLog log;
    private final Since since;
    private final Progress progress;
    private final LogStart whole;
    private final Map<Partition, Mark> found = new HashMap<>();

    private StartSearch(EventLog log, Since since, Progress progress, LogStart whole) {
        this.log = log;
        this.since = since;
        this.progress = progress;
        this.whole = whole;
    }

    /** Begins at a mark where it begins later than with the partition's first record. */
    static CompletionStage<LogStart> near(
            EventLog log, Collection<Partition> partitions, Since since, Progress progress, long stride) {
        return LogStart.beginning(log, partitions).thenCompose(whole -> {
            StartSearch search = new StartSearch(log, since, progress, whole);
            return search.guess(partitions)
                    .thenCompose(guesses -> search.lookBack(guesses, stride))
                    .thenApply(done -> whole.furtherOn(search.found));
        });
    }

    private CompletionStage<Map<Partition, Long>> guess(Collection<Partition> partitions) {
        if (since.time() != null) {
            return log.offsetsSince(partitions, since.time());
        }
        Map<Partition, Long> ends = new HashMap<>();
        whole.ranges().forEach((partition, range) -> ends.put(partition, range.until()));
        return CompletableFuture.completedFuture(ends);
    }

    private CompletionStage<Void> lookBack(Map<Partition, Long> guesses, long stride) {
        Map<Partition, LogScan.Range> probes = new HashMap<>();
        guesses.forEach((partition, guess) -> {
            LogScan.Range range = whole.ranges().get(partition);
            long from = guess - stride;
            if (range != null
                    && from > range.from()
                    && !found.containsKey(partition)
                    && progress.marks().containsKey(partition)) {
                probes.put(partition, new LogScan.Range(from, Math.min(from + PROBE, range.until())));
            }
        });
        return probes.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : LogScan.startWhile(log, probes, this::isNotYetFound)
                        .done()
                        .thenCompose(done -> lookBack(guesses, stride * FURTHER));
    }

    private boolean isNotYetFound(StoredEntry stored) {
        Stamp stamp = RecordReader.stamp(stored.entry());
        if (stamp == null || RecordReader.isTermRecord(stored.entry())) {
            return true;
        }
        if (stamp.generation() == progress.generation() && since.isBefore().test(stamp)) {
            found.put(stored.entry().partition(), new Mark(stored.offset(), null, 0, 0));
        }
        return false;
    }
}

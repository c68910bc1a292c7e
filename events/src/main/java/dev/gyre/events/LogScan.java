package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.EventLog.Subscription;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads a bounded part of the log: from given offsets to given offsets (exclusive), once. Offsets may be missing in between,
 * where a topic is compacted; reaching or passing the end is what counts.
 */
public final class LogScan implements Subscription {

    /** From this offset, up to but not including the other. */
    public record Range(long from, long until) {
        boolean isEmpty() {
            return from >= until;
        }
    }

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Map<Partition, Long> until = new HashMap<>();
    private final Predicate<StoredEntry> consumer;
    private volatile Subscription subscription = () -> {};

    private LogScan(Predicate<StoredEntry> consumer) {
        this.consumer = consumer;
    }

    /** All that these partitions hold at this moment. */
    public static CompletionStage<Map<Partition, Range>> whole(EventLog log, Collection<Partition> partitions) {
        return log.beginningOffsets(partitions).thenCombine(log.endOffsets(partitions), (begins, ends) -> {
            Map<Partition, Range> ranges = new HashMap<>();
            partitions.forEach(partition -> ranges.put(
                    partition, new Range(begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L))));
            return ranges;
        });
    }

    /** Reads everything in these ranges; the consumer is called on one thread at a time. */
    public static LogScan start(EventLog log, Map<Partition, Range> ranges, Consumer<StoredEntry> consumer) {
        return startWhile(log, ranges, stored -> {
            consumer.accept(stored);
            return true;
        });
    }

    /** The same, but no more of a partition after the record of which the consumer says that it wants no more. */
    public static LogScan startWhile(EventLog log, Map<Partition, Range> ranges, Predicate<StoredEntry> consumer) {
        LogScan scan = new LogScan(consumer);
        Map<Partition, Long> from = new HashMap<>();
        ranges.forEach((partition, range) -> {
            if (!range.isEmpty()) {
                from.put(partition, range.from());
                scan.until.put(partition, range.until());
            }
        });
        if (from.isEmpty()) {
            scan.done.complete(null);
            return scan;
        }
        scan.subscription = log.follow(from, scan::take, scan.done::completeExceptionally);
        scan.done.whenComplete((nothing, error) -> scan.subscription.close());
        return scan;
    }

    private CompletionStage<Void> take(List<StoredEntry> batch) {
        for (StoredEntry stored : batch) {
            Partition partition = stored.entry().partition();
            Long end = until.get(partition);
            if (end == null) {
                continue;
            }
            boolean isMoreWanted = stored.offset() >= end || consumer.test(stored);
            if (!isMoreWanted || stored.offset() + 1 >= end) {
                until.remove(partition);
            }
        }
        if (until.isEmpty()) {
            done.complete(null);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Completes when the last record has been taken. */
    public CompletionStage<Void> done() {
        return done;
    }

    @Override
    public void close() {
        done.cancel(false);
    }
}

package dev.gyre.events;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads once what the relay wrote into some partitions: the valid records only, in the order of each partition, unparsed. */
public final class ValidRecords {

    /** How many times as far back reading begins that had begun in a wrong place. */
    private static final int ANEW = 16;

    private final Map<Partition, PartitionValidity> chains;
    private final Predicate<Stamp> isWithin;
    private final BiConsumer<Stamp, Entry> consumer;
    private final Set<Partition> ended = new HashSet<>();

    private ValidRecords(
            Map<Partition, PartitionValidity> chains, Predicate<Stamp> isWithin, BiConsumer<Stamp, Entry> consumer) {
        this.chains = chains;
        this.isWithin = isWithin;
        this.consumer = consumer;
    }

    /** All that is there now; answers how far the chain of each partition reaches. The consumer is called on one thread at a time. */
    public static CompletionStage<Map<Partition, PartitionValidity>> read(
            EventLog log, Collection<Partition> partitions, BiConsumer<Stamp, Entry> consumer) {
        return LogStart.beginning(log, partitions).thenCompose(start -> read(log, start, consumer));
    }

    /** The same from some start on. */
    public static CompletionStage<Map<Partition, PartitionValidity>> read(
            EventLog log, LogStart start, BiConsumer<Stamp, Entry> consumer) {
        return read(log, start, stamp -> true, consumer).thenApply(reading -> reading.chains);
    }

    /**
     * The same up to a moment: of each partition up to the first record that is not within, which the consumer still gets, so that
     * it knows that there is more.
     */
    public static CompletionStage<ValidRecords> read(
            EventLog log, LogStart start, Predicate<Stamp> isWithin, BiConsumer<Stamp, Entry> consumer) {
        ValidRecords reading = new ValidRecords(start.chains(), isWithin, consumer);
        return LogScan.startWhile(log, start.ranges(), reading::take).done().thenApply(done -> reading);
    }

    /**
     * The same from a moment on, without most of what came before. The consumer gets a little of that too; where it turns out that
     * reading began in a wrong place, it is begun anew with another consumer.
     *
     * @param progress as it was before; null where there is none, and then all is read
     */
    public static <C extends BiConsumer<Stamp, Entry>> CompletionStage<C> since(
            EventLog log,
            Collection<Partition> partitions,
            @Nullable Progress progress,
            Since since,
            Predicate<Stamp> isWithin,
            Supplier<C> consumers) {
        if (progress == null) {
            C consumer = consumers.get();
            return LogStart.beginning(log, partitions)
                    .thenCompose(start -> read(log, start, isWithin, consumer))
                    .thenApply(done -> consumer);
        }
        return since(log, partitions, progress, since, isWithin, consumers, StartSearch.FIRST_STRIDE);
    }

    private static <C extends BiConsumer<Stamp, Entry>> CompletionStage<C> since(
            EventLog log,
            Collection<Partition> partitions,
            Progress progress,
            Since since,
            Predicate<Stamp> isWithin,
            Supplier<C> consumers,
            long stride) {
        return StartSearch.near(log, partitions, since, progress, stride).thenCompose(start -> {
            C consumer = consumers.get();
            return read(log, start, isWithin, consumer)
                    .thenCompose(reading -> reading.isProven(start, progress)
                            ? CompletableFuture.completedFuture(consumer)
                            : since(log, partitions, progress, since, isWithin, consumers, stride * ANEW));
        });
    }

    /**
     * Whether reading began well where it took a first record on trust. Had that been void, and what it led to another history than
     * the valid records tell, its chain could not reach the last of those. A chain that came past the moment has no hole in between.
     */
    private boolean isProven(LogStart start, Progress progress) {
        return chains.entrySet().stream()
                .filter(entry -> start.isConnected(entry.getKey()))
                .allMatch(
                        entry -> ended.contains(entry.getKey()) || reaches(entry.getValue(), progress, entry.getKey()));
    }

    private static boolean reaches(PartitionValidity chain, Progress progress, Partition partition) {
        Progress.Mark mark = progress.marks().get(partition);
        return mark != null && chain.generation() == progress.generation() && chain.hasReached(mark.position());
    }

    private boolean take(StoredEntry stored) {
        Entry entry = stored.entry();
        PartitionValidity chain = chains.get(entry.partition());
        Stamp stamp = RecordReader.stamp(entry);
        if (chain == null || stamp == null || !chain.accepts(stamp, RecordReader.isTermRecord(entry))) {
            return true;
        }
        consumer.accept(stamp, entry);
        boolean isMoreWanted = isWithin.test(stamp);
        if (!isMoreWanted) {
            ended.add(entry.partition());
        }
        return isMoreWanted;
    }
}

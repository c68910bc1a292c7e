package dev.gyre.events.checkpoint;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogStart;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.record.CheckpointRecords;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Checkpoint.Mark;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a cluster as the valid records up to some moment leave them. Of each object one thing is held, whatever the
 * caller makes of the record that last changed it. It begins with the newest checkpoint before the moment, and gives the same
 * from any.
 *
 * @param <T> what is held of an object
 */
public final class ObjectFold<T> {

    /** The offset of a record that stands in the checkpoint and not after it. */
    public static final long IN_THE_CHECKPOINT = -1;

    /**
     * @param createRevision of the object's creation; of one found after lost history, that of its last change there
     */
    public record Held<T>(T kept, long createRevision) {}

    private static final class PartitionFold<T> {
        private final PartitionValidity chain;
        private final Map<String, Held<T>> objects;
        private Mark mark;

        PartitionFold(PartitionValidity chain, Mark mark, Map<String, Held<T>> objects) {
            this.chain = chain;
            this.mark = mark;
            this.objects = new HashMap<>(objects);
        }
    }

    private final Checkpoints.Start start;
    private final Predicate<Stamp> isPast;
    private final Function<StoredEntry, T> keep;
    private final Map<Partition, PartitionFold<T>> partitions = new HashMap<>();
    private @Nullable Stamp last;

    private ObjectFold(Checkpoints.Start start, Predicate<Stamp> isPast, Function<StoredEntry, T> keep) {
        this.start = start;
        this.isPast = isPast;
        this.keep = keep;
        LogStart at = start.at();
        at.ranges()
                .keySet()
                .forEach(partition -> partitions.put(
                        partition, new PartitionFold<>(at.chain(partition), at.mark(partition), Map.of())));
        this.last = start.from() == null ? null : start.from().stamp();
    }

    /** Goes on where another one ended. */
    private ObjectFold(ObjectFold<T> before, Predicate<Stamp> isPast) {
        this.start = before.start;
        this.isPast = isPast;
        this.keep = before.keep;
        LogStart next = before.next();
        before.partitions.forEach((partition, fold) ->
                partitions.put(partition, new PartitionFold<>(next.chain(partition), fold.mark, fold.objects)));
        this.last = before.last;
    }

    /**
     * Folds these partitions up to a moment.
     *
     * @param isPast whether a change was at that moment or before
     * @param keep what to hold of a record; those from a checkpoint have the offset {@link #IN_THE_CHECKPOINT}
     */
    public static <T> CompletionStage<ObjectFold<T>> read(
            EventLog log, Collection<Partition> partitions, Predicate<Stamp> isPast, Function<StoredEntry, T> keep) {
        return read(log, partitions, isPast, keep, Long.MAX_VALUE);
    }

    /** The same up to a later moment: only what came in between is read. This one stays as it is. */
    public CompletionStage<ObjectFold<T>> onTo(EventLog log, Predicate<Stamp> isLaterPast) {
        ObjectFold<T> later = new ObjectFold<>(this, isLaterPast);
        return LogScan.startWhile(log, next().ranges(), later::take).done().thenApply(done -> later);
    }

    /** Where what came after the moment begins. */
    public LogStart next() {
        return start.at().furtherOn(marks());
    }

    /** A checkpoint that turns out to be damaged is as good as none: then an earlier one. */
    private static <T> CompletionStage<ObjectFold<T>> read(
            EventLog log,
            Collection<Partition> partitions,
            Predicate<Stamp> isPast,
            Function<StoredEntry, T> keep,
            long beforeRevision) {
        Predicate<Stamp> isUsable = isPast.and(stamp -> stamp.position().revision() < beforeRevision);
        return Checkpoints.start(log, partitions, isUsable)
                .thenCompose(start -> new ObjectFold<>(start, isPast, keep).read(log))
                .exceptionallyCompose(error -> {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    return cause instanceof DamagedCheckpointException damaged
                            ? read(log, partitions, isPast, keep, damaged.revision())
                            : CompletableFuture.failedFuture(cause == null ? error : cause);
                });
    }

    private CompletionStage<ObjectFold<T>> read(EventLog log) {
        StoredCheckpoint from = start.from();
        CompletionStage<Void> restored = from == null
                ? CompletableFuture.completedFuture(null)
                : CheckpointObjects.read(log, from, this::restore);
        return restored.thenCompose(done ->
                        LogScan.startWhile(log, start.at().ranges(), this::take).done())
                .thenApply(done -> this);
    }

    private void restore(Entry object) {
        Entry entry = CheckpointRecords.changed(object);
        PartitionFold<T> partition = partitions.get(entry.partition());
        if (partition != null && isStillKnown(entry.partition())) {
            T kept = keep.apply(new StoredEntry(entry, IN_THE_CHECKPOINT));
            partition.objects.put(entry.key(), new Held<>(kept, CheckpointRecords.createRevision(object)));
        }
    }

    /** Where a partition forgets by itself, what was deleted since a checkpoint may not be known any more. */
    private boolean isStillKnown(Partition partition) {
        return start.at().isConnected(partition);
    }

    /** Whether more of the partition may be past: times and revisions never go back. */
    private boolean take(StoredEntry stored) {
        Entry entry = stored.entry();
        PartitionFold<T> partition = partitions.get(entry.partition());
        Stamp stamp = RecordReader.stamp(entry);
        if (partition == null || stamp == null || !partition.chain.accepts(entry)) {
            return true;
        }
        if (!isPast.test(stamp)) {
            return false;
        }
        partition.mark = new Mark(stored.offset() + 1, stamp.position(), stamp.generation(), stamp.term());
        if (last == null || stamp.position().isAfter(last.position())) {
            last = stamp;
        }
        apply(stored, stamp.position().revision(), partition.objects);
        return true;
    }

    private void apply(StoredEntry stored, long revision, Map<String, Held<T>> objects) {
        String key = stored.entry().key();
        switch (RecordReader.effect(stored.entry())) {
            case ADDED, FOUND -> objects.put(key, new Held<>(keep.apply(stored), revision));
            case MODIFIED -> {
                Held<T> before = objects.get(key);
                objects.put(key, new Held<>(keep.apply(stored), before == null ? revision : before.createRevision()));
            }
            case DELETED -> objects.remove(key);
            case GAP -> objects.clear();
            case OTHER -> {}
        }
    }

    /** The last change that counted; empty where there was none. */
    public Optional<Stamp> last() {
        return Optional.ofNullable(last);
    }

    /** Every object that is there. */
    public void forEach(BiConsumer<String, Held<T>> consumer) {
        partitions.values().forEach(partition -> partition.objects.forEach(consumer));
    }

    @Nullable
    Held<T> held(Partition partition, String key) {
        PartitionFold<T> fold = partitions.get(partition);
        return fold == null ? null : fold.objects.get(key);
    }

    long size() {
        return partitions.values().stream()
                .mapToLong(fold -> fold.objects.size())
                .sum();
    }

    /** The checkpoint that it began with; null where it began with the log. */
    @Nullable
    StoredCheckpoint from() {
        return start.from();
    }

    /** How far each partition counted. */
    Map<Partition, Mark> marks() {
        Map<Partition, Mark> marks = new HashMap<>();
        partitions.forEach((partition, fold) -> marks.put(partition, fold.mark));
        return marks;
    }

    /** What has been seen of a partition, whether it counted or not. */
    @Nullable
    PartitionValidity chain(Partition partition) {
        PartitionFold<T> fold = partitions.get(partition);
        return fold == null ? null : fold.chain;
    }

    /** Where each partition was begun. */
    LogStart at() {
        return start.at();
    }
}

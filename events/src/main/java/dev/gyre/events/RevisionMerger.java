package dev.gyre.events;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.record.Checkpoint.Mark;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one history out of many partitions. Changes wait here until a progress record says up to which revision every
 * partition is complete and each partition has been read that far; then they leave in revision order, one {@link Advance}
 * for each progress record. Partitions may arrive in any interleaving and with any void records between: the advances are
 * the same. What waits is bounded; a reader that exceeds the bound is better served by a new snapshot.
 */
public final class RevisionMerger {

    private static final int MAX_PENDING_PROGRESS = 10_000;

    private final Map<Partition, PartitionState> partitions = new HashMap<>();
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private final Deque<Said> pending = new ArrayDeque<>();
    private final int maxWaiting;
    private final @Nullable Place from;
    private long progressGeneration;
    private long progressTerm;
    private long newestProgress;
    private @Nullable Said reached;

    /** A change that may not be told yet, and where it stands. */
    private record Waiting(ResourceEvent event, Partition partition, long offset, long term) {}

    /** The relay's word, and where it stands. */
    private record Said(Progress progress, long offset) {}

    private static final class PartitionState {
        private final PartitionValidity validity;
        private long nextOffset;

        PartitionState(PartitionValidity validity, long nextOffset) {
            this.validity = validity;
            this.nextOffset = nextOffset;
        }
    }

    private RevisionMerger(@Nullable Place from, long newestProgress, int maxWaiting) {
        this.from = from;
        this.newestProgress = newestProgress;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Merges these partitions after a snapshot at this revision; 0 from the very beginning.
     *
     * @param offsets from which they are read, where that is not 0
     */
    public static RevisionMerger after(
            long revision, Collection<Partition> partitions, Map<Partition, Long> offsets, int maxWaiting) {
        RevisionMerger merger = new RevisionMerger(null, revision, maxWaiting);
        for (Partition partition : partitions) {
            PartitionValidity validity =
                    revision == 0 ? PartitionValidity.fromTheBeginning() : PartitionValidity.afterSnapshotAt(revision);
            merger.partitions.put(partition, new PartitionState(validity, offsets.getOrDefault(partition, 0L)));
        }
        return merger;
    }

    /**
     * Goes on where another merger was. The relay's word that had been reached there, or a later one, makes the first advance:
     * only then do all chains connect.
     */
    public static RevisionMerger at(Place place, int maxWaiting) {
        RevisionMerger merger = new RevisionMerger(place, place.revision() - 1, maxWaiting);
        place.changes().forEach((partition, mark) -> {
            Position last = mark.last() == null ? Position.START : mark.last();
            PartitionValidity validity = PartitionValidity.after(mark.generation(), mark.term(), last);
            merger.partitions.put(partition, new PartitionState(validity, mark.offset()));
        });
        return merger;
    }

    /**
     * Where the last advance has led: what is read from there on by {@link #at} continues it. Null before the first advance.
     */
    public @Nullable Place place() {
        Said said = reached;
        if (said == null) {
            return null;
        }
        Progress progress = said.progress();
        Map<Partition, Mark> marks = new HashMap<>();
        partitions.forEach((partition, state) -> {
            Progress.Mark mark = progress.marks().get(partition);
            marks.put(
                    partition,
                    new Mark(
                            state.nextOffset,
                            mark == null ? null : mark.position(),
                            progress.generation(),
                            state.validity.term()));
        });
        for (Waiting change : waiting.values()) {
            Mark mark = marks.get(change.partition());
            if (mark != null && change.offset() < mark.offset()) {
                marks.put(change.partition(), new Mark(change.offset(), mark.last(), mark.generation(), change.term()));
            }
        }
        return new Place(progress.clusterId(), progress.generation(), progress.revision(), marks, said.offset());
    }

    /**
     * Takes the next record of any partition, progress included, and answers the advances that it makes possible. Throws
     * {@link BrokenHistoryException} where the reader cannot go on without a new snapshot.
     */
    public List<Advance> offer(StoredEntry stored) {
        Partition partition = stored.entry().partition();
        if (partition.equals(Topics.PROGRESS_PARTITION)) {
            offerProgress(stored);
        } else {
            offerChange(partition, stored);
        }
        return advances();
    }

    private void offerProgress(StoredEntry stored) {
        var stamp = RecordReader.stamp(stored.entry());
        if (stamp == null || isOlder(stamp.generation(), stamp.term())) {
            return;
        }
        progressGeneration = stamp.generation();
        progressTerm = stamp.term();
        Progress progress = RecordReader.progress(stored.entry());
        if (progress == null || progress.revision() <= newestProgress) {
            return;
        }
        requireSameLog(progress);
        newestProgress = progress.revision();
        if (pending.size() == MAX_PENDING_PROGRESS) {
            pending.removeLast();
        }
        pending.addLast(new Said(progress, stored.offset()));
    }

    /** A place says nothing of another cluster's history, or of one that has begun anew. */
    private void requireSameLog(Progress progress) {
        if (from != null
                && (!from.clusterId().equals(progress.clusterId()) || from.generation() != progress.generation())) {
            throw new BrokenHistoryException("this is generation " + progress.generation() + " of the log of cluster "
                    + progress.clusterId() + ", and not " + from.generation() + " of " + from.clusterId());
        }
    }

    private boolean isOlder(long generation, long term) {
        return generation < progressGeneration || (generation == progressGeneration && term < progressTerm);
    }

    private void offerChange(Partition partition, StoredEntry stored) {
        PartitionState state = partitions.get(partition);
        if (state == null) {
            throw new IllegalArgumentException(partition + " is not followed");
        }
        state.nextOffset = stored.offset() + 1;
        if (!state.validity.accepts(stored.entry())) {
            return;
        }
        switch (RecordReader.read(stored.entry())) {
            case LogRecord.Change change ->
                hold(new Waiting(change.event(), partition, stored.offset(), state.validity.term()));
            case LogRecord.Gap gap ->
                throw new BrokenHistoryException("history from revision " + gap.fromRevision() + " to "
                        + gap.toRevision() + " is lost, as " + partition + " says");
            case LogRecord.State ignored -> {}
            case LogRecord.TermBegan ignored -> {}
            case LogRecord.Reference ignored -> {}
        }
    }

    private void hold(Waiting change) {
        if (waiting.size() >= maxWaiting) {
            throw new BrokenHistoryException("more than " + maxWaiting + " changes wait for the relay's progress");
        }
        waiting.put(change.event().revision(), change);
    }

    private List<Advance> advances() {
        List<Advance> advances = List.of();
        Said next;
        while ((next = pending.peekFirst()) != null && isReached(next.progress())) {
            pending.removeFirst();
            reached = next;
            long revision = next.progress().revision();
            advances = advances.isEmpty() ? new ArrayList<>() : advances;
            advances.add(new Advance(revision, take(revision)));
        }
        return advances;
    }

    private boolean isReached(Progress progress) {
        boolean isReached = true;
        for (Map.Entry<Partition, Progress.Mark> e : progress.marks().entrySet()) {
            PartitionState state = partitions.get(e.getKey());
            if (state == null || state.validity.hasReached(e.getValue().position())) {
                continue;
            }
            if (state.nextOffset > e.getValue().offset()) {
                throw new BrokenHistoryException(e.getKey() + " has no valid chain of records up to "
                        + e.getValue().position() + ", which the relay's progress names: " + at(state.validity));
            }
            isReached = false;
        }
        return isReached;
    }

    private static String at(PartitionValidity validity) {
        @Nullable Object last = validity.last();
        return last == null ? "nothing follows the snapshot" : "the last valid position is " + last;
    }

    private List<ResourceEvent> take(long revision) {
        Map<Long, Waiting> told = waiting.headMap(revision, true);
        List<ResourceEvent> events = told.values().stream().map(Waiting::event).toList();
        told.clear();
        return events;
    }
}

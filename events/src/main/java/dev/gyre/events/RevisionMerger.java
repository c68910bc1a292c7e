package dev.gyre.events;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
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
    private final TreeMap<Long, ResourceEvent> waiting = new TreeMap<>();
    private final Deque<Progress> pending = new ArrayDeque<>();
    private final int maxWaiting;
    private long progressGeneration;
    private long progressTerm;
    private long newestProgress;

    private static final class PartitionState {
        private final PartitionValidity validity;
        private long nextOffset;

        PartitionState(PartitionValidity validity) {
            this.validity = validity;
        }
    }

    /** Merges these partitions after a snapshot at this revision; 0 from the very beginning. */
    public RevisionMerger(Collection<Partition> partitions, long afterRevision, int maxWaiting) {
        for (Partition partition : partitions) {
            this.partitions.put(
                    partition,
                    new PartitionState(
                            afterRevision == 0
                                    ? PartitionValidity.fromTheBeginning()
                                    : PartitionValidity.afterSnapshotAt(afterRevision)));
        }
        this.maxWaiting = maxWaiting;
        this.newestProgress = afterRevision;
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
        newestProgress = progress.revision();
        if (pending.size() == MAX_PENDING_PROGRESS) {
            pending.removeLast();
        }
        pending.addLast(progress);
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
            case LogRecord.Change change -> hold(change.event());
            case LogRecord.Gap gap ->
                throw new BrokenHistoryException("history from revision " + gap.fromRevision() + " to "
                        + gap.toRevision() + " is lost, as " + partition + " says");
            case LogRecord.State ignored -> {}
            case LogRecord.TermBegan ignored -> {}
            case LogRecord.Reference ignored -> {}
        }
    }

    private void hold(ResourceEvent event) {
        if (waiting.size() >= maxWaiting) {
            throw new BrokenHistoryException("more than " + maxWaiting + " changes wait for the relay's progress");
        }
        waiting.put(event.revision(), event);
    }

    private List<Advance> advances() {
        List<Advance> advances = List.of();
        Progress next;
        while ((next = pending.peekFirst()) != null && isReached(next)) {
            pending.removeFirst();
            advances = advances.isEmpty() ? new ArrayList<>() : advances;
            advances.add(new Advance(next.revision(), take(next.revision())));
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
        Map<Long, ResourceEvent> reached = waiting.headMap(revision, true);
        List<ResourceEvent> events = List.copyOf(reached.values());
        reached.clear();
        return events;
    }
}

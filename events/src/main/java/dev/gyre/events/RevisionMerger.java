package dev.gyre.events;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
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
 * Makes one history out of many partitions. Changes leave in revision order. One may leave as soon as everything before it
 * has: it names a revision after which it is the next. Where that does not help (records of older releases, revisions that
 * are nobody's change) a progress record does, once each partition has been read as far as it says. Partitions may arrive
 * in any interleaving and with any void records between: the history that is told is the same. What waits is bounded; a
 * reader that exceeds the bound is better served by a new snapshot.
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
    private long told;
    private boolean isConnected;
    private @Nullable Said reached;

    /** A change that may not be told yet, where it stands, and which revision it comes after. */
    private record Waiting(ResourceEvent event, Stamp stamp, long after, Partition partition, long offset) {}

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

    private RevisionMerger(@Nullable Place from, long told, int maxWaiting) {
        this.from = from;
        this.told = told;
        this.newestProgress =
                from == null ? told : 0; // a word about what the snapshot has says nothing of what has been read
        this.isConnected = from == null;
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
     * Goes on where another merger was. The relay's word that had been reached there, or a later one, makes the first advance, which
     * may carry nothing: only then do all chains connect.
     */
    public static RevisionMerger at(Place place, int maxWaiting) {
        RevisionMerger merger = new RevisionMerger(place, place.revision(), maxWaiting);
        place.changes().forEach((partition, mark) -> {
            Position last = mark.last() == null ? Position.START : mark.last();
            PartitionValidity validity = PartitionValidity.after(mark.generation(), mark.term(), last);
            merger.partitions.put(partition, new PartitionState(validity, mark.offset()));
        });
        return merger;
    }

    /**
     * Where the last advance has led: what is read from there on by {@link #at} continues it. Null before the relay's word has
     * been reached once.
     */
    public @Nullable Place place() {
        Said said = reached;
        if (said == null) {
            return null;
        }
        Progress progress = said.progress();
        Map<Partition, Mark> marks = new HashMap<>();
        partitions.forEach((partition, state) -> marks.put(
                partition,
                new Mark(state.nextOffset, last(partition, state), progress.generation(), state.validity.term())));
        for (Waiting change : waiting.values()) {
            Mark mark = marks.get(change.partition());
            if (mark != null && change.offset() < mark.offset()) {
                Stamp stamp = change.stamp();
                marks.put(
                        change.partition(),
                        new Mark(change.offset(), stamp.previous(), mark.generation(), stamp.term()));
            }
        }
        return new Place(progress.clusterId(), progress.generation(), told, marks, said.offset());
    }

    /** The last valid position of a partition, as it has been read, or where nothing came after the snapshot as the relay said. */
    private @Nullable Position last(Partition partition, PartitionState state) {
        Progress.Mark said = reached == null ? null : reached.progress().marks().get(partition);
        Position read = state.validity.last();
        return read != null ? read : said == null ? null : said.position();
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
        Entry entry = stored.entry();
        Stamp stamp = RecordReader.stamp(entry);
        if (stamp == null || !state.validity.accepts(stamp, RecordReader.isTermRecord(entry))) {
            return;
        }
        switch (RecordReader.read(stamp, entry)) {
            case LogRecord.Change change ->
                hold(new Waiting(change.event(), stamp, RecordReader.afterRevision(entry), partition, stored.offset()));
            case LogRecord.Gap gap ->
                throw new BrokenHistoryException("history from revision " + gap.fromRevision() + " to "
                        + gap.toRevision() + " is lost, as " + partition + " says");
            case LogRecord.State ignored -> {}
            case LogRecord.TermBegan ignored -> {}
            case LogRecord.Reference ignored -> {}
        }
    }

    private void hold(Waiting change) {
        long revision = change.event().revision();
        if (revision <= told) {
            throw new BrokenHistoryException(change.partition() + " has a change at revision " + revision
                    + ", and up to " + told + " all had been told");
        }
        if (waiting.size() >= maxWaiting) {
            throw new BrokenHistoryException("more than " + maxWaiting + " changes wait for the relay's progress");
        }
        waiting.put(revision, change);
    }

    private List<Advance> advances() {
        List<Advance> advances = List.of();
        Said next;
        while ((next = pending.peekFirst()) != null && isReached(next.progress())) {
            pending.removeFirst();
            reached = next;
            long revision = next.progress().revision();
            if (revision > told || !isConnected) {
                isConnected = true;
                advances = and(advances, advanceTo(Math.max(told, revision)));
            }
        }
        long revision = isConnected ? lastConnected() : told;
        return revision > told ? and(advances, advanceTo(revision)) : advances;
    }

    /** How far the changes that wait follow one another without a gap, from what has been told on. */
    private long lastConnected() {
        long revision = told;
        for (Waiting change : waiting.values()) {
            if (change.after() > revision) {
                break;
            }
            revision = change.event().revision();
        }
        return revision;
    }

    private Advance advanceTo(long revision) {
        told = revision;
        return new Advance(revision, take(revision));
    }

    private static List<Advance> and(List<Advance> advances, Advance next) {
        List<Advance> all = new ArrayList<>(advances);
        all.add(next);
        return all;
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
        Map<Long, Waiting> due = waiting.headMap(revision, true);
        List<ResourceEvent> events = due.values().stream().map(Waiting::event).toList();
        due.clear();
        return events;
    }
}

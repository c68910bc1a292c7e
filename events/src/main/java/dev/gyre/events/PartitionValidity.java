package dev.gyre.events;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Position;
import org.jspecify.annotations.Nullable;

/**
 * Tells the valid records of one partition from the void ones. Void is a record of a lower term than one already seen, one
 * that is not beyond the last valid position, and one that names another position before it than the last valid one (it
 * was appended although its predecessor was lost; the relay will append both again). A higher generation starts the
 * history anew. The same records in the same order give the same verdicts, whoever reads them.
 *
 * <p>A reader that starts in the middle does not know the last valid position. It passes over what its snapshot already
 * holds, and then accepts the first record whose predecessor is in the snapshot.
 */
public final class PartitionValidity {

    private long generation;
    private long term;
    private @Nullable Position last;
    private final @Nullable Position snapshot;

    private PartitionValidity(long generation, long term, @Nullable Position last, @Nullable Position snapshot) {
        this.generation = generation;
        this.term = term;
        this.last = last;
        this.snapshot = snapshot;
    }

    /** For a reader that starts with the first record that was ever appended. */
    public static PartitionValidity fromTheBeginning() {
        return new PartitionValidity(0, 0, Position.START, null);
    }

    /** For a reader that starts in the middle and has every change up to this revision from elsewhere. */
    public static PartitionValidity afterSnapshotAt(long revision) {
        return new PartitionValidity(0, 0, null, new Position(revision, Integer.MAX_VALUE));
    }

    /** For a reader that starts where older records have been deleted, and takes the first one on trust. */
    public static PartitionValidity afterTrimming() {
        return new PartitionValidity(0, 0, null, null);
    }

    /** For a reader that continues after a record it knows to be valid. */
    public static PartitionValidity after(long generation, long term, Position last) {
        return new PartitionValidity(generation, term, last, null);
    }

    /** Takes the next record; answers whether it is valid and carries something. Term records are taken in silence. */
    public boolean accepts(Entry entry) {
        Stamp stamp = RecordReader.stamp(entry);
        return stamp != null && accepts(stamp, RecordReader.isTermRecord(entry));
    }

    boolean accepts(Stamp stamp, boolean isTermRecord) {
        if (stamp.generation() < generation || (stamp.generation() == generation && stamp.term() < term)) {
            return false;
        }
        if (stamp.generation() > generation && generation != 0) {
            last = Position.START;
        }
        generation = stamp.generation();
        term = stamp.term();
        if (isTermRecord || !continues(stamp)) {
            return false;
        }
        last = stamp.position();
        return true;
    }

    private boolean continues(Stamp stamp) {
        if (last != null) {
            return stamp.position().isAfter(last) && stamp.previous().equals(last);
        }
        return snapshot == null
                || (stamp.position().isAfter(snapshot) && !stamp.previous().isAfter(snapshot));
    }

    /** The highest generation seen. */
    public long generation() {
        return generation;
    }

    /** The highest term seen. */
    public long term() {
        return term;
    }

    /** The last valid position; null while none has been seen by a reader that started in the middle. */
    public @Nullable Position last() {
        return last;
    }

    /** Whether every valid record up to this position has been seen, or was in the snapshot. */
    public boolean hasReached(Position position) {
        Position known = last != null ? last : snapshot;
        return known != null && !position.isAfter(known);
    }
}

package dev.gyre.events.relay;

import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition's tail. With a mark it starts at the marked record and finds out first whether that is still the one
 * the mark was made from; where retention has removed it, nothing after it can be missing either. Without a mark it
 * reads from the beginning.
 */
final class TailReading {

    private final @Nullable Mark mark;
    private final long from;
    private final long untilOffset;
    private @Nullable PartitionValidity validity;
    private boolean isAsMarked = true;
    private Instant time = Instant.EPOCH;
    private long highestTerm;

    TailReading(RelayEffect.TailRequest request, long beginningOffset) {
        this.mark = request.mark().orElse(null);
        this.untilOffset = request.untilOffset();
        if (mark == null) {
            this.from = beginningOffset;
            this.validity =
                    beginningOffset == 0 ? PartitionValidity.fromTheBeginning() : PartitionValidity.afterTrimming();
        } else if (mark.offset() < beginningOffset) {
            this.from = beginningOffset;
            this.validity = PartitionValidity.after(0, mark.term(), mark.position());
        } else {
            this.from = mark.offset();
        }
    }

    long from() {
        return from;
    }

    /** Whether there is nothing to be read. */
    boolean isEmpty() {
        return from >= untilOffset;
    }

    /** Takes the next record; answers whether there is more to come. */
    boolean take(StoredEntry stored) {
        if (stored.offset() >= untilOffset) {
            return false;
        }
        Stamp stamp = RecordReader.stamp(stored.entry());
        if (stamp != null) {
            highestTerm = Math.max(highestTerm, stamp.term());
        }
        PartitionValidity known = validity;
        if (known == null) {
            validity = atMark(stored, stamp);
        } else if (known.accepts(stored.entry()) && stamp != null) {
            time = stamp.time();
        }
        return isAsMarked && stored.offset() + 1 < untilOffset;
    }

    private @Nullable PartitionValidity atMark(StoredEntry stored, @Nullable Stamp stamp) {
        Mark expected = mark;
        boolean isTermRecord = RecordReader.isTermRecord(stored.entry());
        if (expected == null
                || stamp == null
                || stored.offset() != expected.offset()
                || stamp.term() != expected.term()
                || !(isTermRecord || stamp.position().equals(expected.position()))) {
            isAsMarked = false;
            return null;
        }
        return PartitionValidity.after(stamp.generation(), expected.term(), expected.position());
    }

    Tail tail() {
        if (!isAsMarked || validity == null) {
            return Tail.UNLIKE_MARK;
        }
        Position last = validity.last();
        return new Tail(true, last == null ? Position.START : last, time, highestTerm);
    }
}

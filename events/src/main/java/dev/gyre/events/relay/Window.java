package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.schemas.record.Position;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been appended and is not yet acknowledged, in revision order. Acknowledgements come in any order; the window
 * closes from its front, so that what it calls complete is complete in every partition. Neighbouring revisions that need
 * no record take one place.
 *
 * <p>Offsets are the witness of what happens behind the relay's back. Its own records follow one another without a hole: an
 * offset that was given before means that the broker lost a tail, one that was skipped means that another relay writes to
 * the partition, and might hide such a loss. In both cases the term has to look at the partition again, as a new term does.
 */
final class Window {

    /** Where the history stands once a place is passed; not a revision's end where {@code isRevisionEnd} is false. */
    record Checkpoint(long revision, long since, long counted, Instant time, boolean isRevisionEnd) {}

    private record Expected(Partition partition, Position position) {}

    private static final class Place {
        private Checkpoint checkpoint;
        private final Map<Long, Expected> outstanding = new HashMap<>();
        private final Map<Partition, Mark> marks = new HashMap<>();

        Place(Checkpoint checkpoint) {
            this.checkpoint = checkpoint;
        }
    }

    private final long term;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Map<Long, Place> byId = new HashMap<>();
    private final Map<Partition, Long> lastOffsets;
    private final Map<Partition, Mark> marks;
    private @Nullable Checkpoint complete;
    private @Nullable Place open;

    Window(long term, Map<Partition, Long> termOffsets, Map<Partition, Mark> marks) {
        this.term = term;
        this.lastOffsets = new HashMap<>(termOffsets);
        this.marks = new HashMap<>(marks);
    }

    int inFlight() {
        return byId.size();
    }

    /** Begins the next place; {@link #expect} adds to it, {@link #close} ends it. */
    void open(Checkpoint checkpoint) {
        open = new Place(checkpoint);
    }

    void expect(long id, Partition partition, Position position) {
        Place place = current();
        place.outstanding.put(id, new Expected(partition, position));
        byId.put(id, place);
    }

    void close() {
        Place place = current();
        open = null;
        Place before = places.peekLast();
        if (place.outstanding.isEmpty() && before != null && before.outstanding.isEmpty()) {
            before.checkpoint = place.checkpoint;
        } else {
            places.addLast(place);
        }
        advance();
    }

    private Place current() {
        if (open == null) {
            throw new IllegalStateException("no place is open");
        }
        return open;
    }

    /** Takes an acknowledgement; answers what is wrong with it, null for nothing. */
    @Nullable
    String acknowledge(long id, long offset) {
        Place place = byId.remove(id);
        Expected expected = place == null ? null : place.outstanding.remove(id);
        if (place == null || expected == null) {
            return "an append was acknowledged that is not in flight: " + id;
        }
        Long last = lastOffsets.put(expected.partition(), offset);
        if (last != null && offset != last + 1) {
            return "offset " + offset + " followed " + last + " in " + expected.partition()
                    + (offset <= last ? ": the broker lost its tail" : ": another relay writes there");
        }
        place.marks.put(expected.partition(), new Mark(expected.position(), offset, term));
        advance();
        return null;
    }

    private void advance() {
        Place first;
        while ((first = places.peekFirst()) != null && first.outstanding.isEmpty()) {
            places.removeFirst();
            marks.putAll(first.marks);
            if (first.checkpoint.isRevisionEnd()) {
                complete = first.checkpoint;
            }
        }
    }

    /** The last place up to which everything is acknowledged; null while there is none. */
    @Nullable
    Checkpoint complete() {
        return complete;
    }

    /** The offset of the newest acknowledged record of this term in each partition. */
    Map<Partition, Long> acknowledgedOffsets() {
        return Map.copyOf(lastOffsets);
    }

    /** Where each partition stood there. */
    Map<Partition, Mark> marks() {
        return Map.copyOf(marks);
    }
}

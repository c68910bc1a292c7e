package dev.gyre.events.relay;

import dev.gyre.schemas.record.Position;
import java.time.Instant;

/**
 * How a partition ends. {@code isAsMarked} is false where the broker does not have the record that the mark names: then the
 * rest says nothing, and the partition must be read from its beginning.
 */
public record Tail(boolean isAsMarked, Position last, Instant time, long highestTerm) {

    static final Tail UNLIKE_MARK = new Tail(false, Position.START, Instant.EPOCH, 0);
}

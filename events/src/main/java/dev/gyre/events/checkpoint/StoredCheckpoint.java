package dev.gyre.events.checkpoint;

import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.Checkpoint.Earlier;
import dev.gyre.schemas.record.Position;
import java.time.Instant;

/**
 * A checkpoint as it stands on the log.
 *
 * @param offset of the record that closes it
 */
public record StoredCheckpoint(Checkpoint checkpoint, long offset) {

    /** The last change that it holds, as far as moments are concerned. */
    public Stamp stamp() {
        return stamp(checkpoint.generation(), checkpoint.revision(), checkpoint.time());
    }

    static Stamp stamp(long generation, long revision, Instant time) {
        return new Stamp(generation, 0, new Position(revision, 0), Position.START, time);
    }

    Earlier asEarlier() {
        return new Earlier(checkpoint.revision(), checkpoint.time(), checkpoint.firstOffset(), offset);
    }
}

package dev.gyre.events.checkpoint;

import dev.gyre.schemas.record.Checkpoint;

/** A checkpoint whose records are not those that it was made of. */
final class DamagedCheckpointException extends RuntimeException {

    private final transient Checkpoint checkpoint;

    DamagedCheckpointException(Checkpoint checkpoint, String what) {
        super("checkpoint " + checkpoint.id() + " is damaged: " + what);
        this.checkpoint = checkpoint;
    }

    long revision() {
        return checkpoint.revision();
    }
}

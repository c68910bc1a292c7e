package dev.gyre.node.lifecycle;

import java.time.Instant;

/**
 * How far the end of a container that still runs has come. Everything that happens before the process is gone, hooks and
 * waiting included, happens before the deadline.
 *
 * @param until when it goes on by itself where nothing else makes it go on; the deadline at the latest
 */
record Stop(Stage stage, Instant deadline, Instant until, StopCause cause) {

    enum Stage {
        /** It serves on while those who send it requests learn that they should not. */
        SERVING_ON,
        /** Its {@code preStop} hook runs. */
        PRE_STOP,
        /** A sidecar: whom it serves has not ended yet. */
        AWAITING_TURN,
        /** The runtime has been asked to end it. */
        ASKED
    }

    Stop at(Stage stage) {
        return new Stop(stage, deadline, deadline, cause);
    }

    /** The same with less patience. */
    Stop by(Instant deadline) {
        return new Stop(stage, deadline, until.isBefore(deadline) ? until : deadline, cause);
    }
}

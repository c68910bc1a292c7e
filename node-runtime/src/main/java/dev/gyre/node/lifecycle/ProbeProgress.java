package dev.gyre.node.lifecycle;

import java.time.Instant;

/**
 * One probe of a running container.
 *
 * @param dueAt when it is made next
 * @param isAsked it is being made
 * @param wasSuccess what the latest answer was; counts where {@code run} is above zero
 * @param run how many answers in a row were the same
 */
record ProbeProgress(Instant dueAt, boolean isAsked, boolean wasSuccess, int run) {

    static ProbeProgress dueAt(Instant time) {
        return new ProbeProgress(time, false, false, 0);
    }

    ProbeProgress asked(Instant next) {
        return new ProbeProgress(next, true, wasSuccess, run);
    }

    /** The answer says nothing. */
    ProbeProgress unanswered() {
        return new ProbeProgress(dueAt, false, wasSuccess, run);
    }

    ProbeProgress answered(boolean isSuccess) {
        return new ProbeProgress(dueAt, false, isSuccess, run > 0 && isSuccess == wasSuccess ? run + 1 : 1);
    }
}

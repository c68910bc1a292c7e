package dev.gyre.node.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod over all its attempts.
 *
 * @param attempt the number of the present attempt, which is also the restart count that the API shows once it runs
 * @param last how the attempt before this one ended; its dead container is kept for {@code logs --previous}
 * @param imageId what the image's name stood for when it was last resolved; empty before
 * @param sizing what the present attempt has of CPU and memory
 */
record ContainerProgress(
        String name,
        ContainerPhase phase,
        int attempt,
        @Nullable Termination last,
        String imageId,
        BackOff crashes,
        BackOff pulls,
        Sizing sizing) {

    static ContainerProgress waiting(ContainerManifest container) {
        return new ContainerProgress(
                container.name(),
                new ContainerPhase.Waiting(),
                0,
                null,
                "",
                BackOff.NONE,
                BackOff.NONE,
                Sizing.UNKNOWN);
    }

    ContainerProgress with(ContainerPhase phase) {
        return new ContainerProgress(name, phase, attempt, last, imageId, crashes, pulls, sizing);
    }

    ContainerProgress withImage(String imageId) {
        return new ContainerProgress(name, phase, attempt, last, imageId, crashes, BackOff.NONE, sizing);
    }

    ContainerProgress withPulls(BackOff pulls) {
        return new ContainerProgress(name, phase, attempt, last, imageId, crashes, pulls, sizing);
    }

    ContainerProgress with(Sizing sizing) {
        return new ContainerProgress(name, phase, attempt, last, imageId, crashes, pulls, sizing);
    }

    /** Its process ended. */
    ContainerProgress exited(Termination how, Ending ending) {
        Instant at = how.finishedAt();
        BackOff next = ending == Ending.REPLACED || at == null ? crashes : crashes.afterRun(at);
        return new ContainerProgress(
                name, new ContainerPhase.Exited(how, ending), attempt, last, imageId, next, pulls, sizing);
    }

    /** The next attempt begins; what ended becomes what was last. */
    ContainerProgress nextAttempt(Termination ended) {
        return new ContainerProgress(
                name, new ContainerPhase.Waiting(), attempt + 1, ended, imageId, crashes, BackOff.NONE, sizing);
    }

    /** How long a container that ended waits for its next attempt; not at all where it is only replaced. */
    Duration waitBeforeRestart() {
        return isReplaced() ? Duration.ZERO : crashes.delay();
    }

    /** When a container that ended may start again. */
    Instant restartAt() {
        return isReplaced() ? Instant.EPOCH : crashes.retryAt();
    }

    private boolean isReplaced() {
        return phase instanceof ContainerPhase.Exited exited && exited.ending() == Ending.REPLACED;
    }

    /** Whether an attempt of it has run, or at least been tried. */
    boolean hasRun() {
        return phase.isUp() || phase instanceof ContainerPhase.Exited || last != null;
    }

    /** Whether anything has been done for it yet. */
    boolean hasBegun() {
        return !(phase instanceof ContainerPhase.Waiting) || last != null;
    }

    boolean isCompleted() {
        return phase instanceof ContainerPhase.Exited exited
                && exited.termination().isSuccess();
    }
}

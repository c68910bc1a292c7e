package dev.gyre.node.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where one container of a pod stands. */
public sealed interface ContainerPhase {

    /** Its turn has not come. */
    record Waiting() implements ContainerPhase {}

    /** Its image has been asked for. */
    record Pulling() implements ContainerPhase {}

    /** Its image cannot be had; {@code isBackingOff} from half of the wait on, as the API words it. */
    record PullFailed(String reason, String message, boolean isBackingOff, Instant retryAt) implements ContainerPhase {}

    /** The runtime has been asked to create it. */
    record Creating() implements ContainerPhase {}

    /** It could not be created, for instance because a ConfigMap it needs is missing. */
    record CreateFailed(String reason, String message, Instant retryAt) implements ContainerPhase {}

    /** It exists and has been asked to start. */
    record Starting(String id) implements ContainerPhase {}

    /**
     * Its process runs.
     *
     * @param isPostStarting its {@code postStart} hook is not done yet, and until then it does not count as running
     * @param stop how far its end has come; null while nobody wants it to end
     */
    record Running(
            String id,
            Instant startedAt,
            String hash,
            boolean isPostStarting,
            Health health,
            @Nullable Stop stop) implements ContainerPhase {

        boolean isStopping() {
            return stop != null;
        }

        Running with(Health health) {
            return new Running(id, startedAt, hash, isPostStarting, health, stop);
        }

        Running with(Stop stop) {
            return new Running(id, startedAt, hash, isPostStarting, health, stop);
        }

        Running postStarted() {
            return new Running(id, startedAt, hash, false, health, stop);
        }
    }

    /** It ended; whether for good depends on the pod's restart policy. */
    record Exited(Termination termination, Ending ending) implements ContainerPhase {}

    /** Whether it is there for its pod: its process runs, and its {@code postStart} hook is done. */
    default boolean isUp() {
        return this instanceof Running running && !running.isPostStarting();
    }

    /** Whether it has started as its startup probe sees it. */
    default boolean isStarted() {
        return this instanceof Running running
                && !running.isPostStarting()
                && running.health().isStarted();
    }

    default boolean isReady() {
        return isStarted()
                && this instanceof Running running
                && running.health().isReady();
    }

    /** Whether its start is under way, its {@code postStart} hook included. */
    default boolean isOnItsWay() {
        return switch (this) {
            case Pulling p -> true;
            case Creating c -> true;
            case Starting s -> true;
            case Running r -> r.isPostStarting();
            case Waiting w -> false;
            case PullFailed p -> false;
            case CreateFailed c -> false;
            case Exited e -> false;
        };
    }

    /** Whether the runtime has nothing in hand for it and no process of it runs. */
    default boolean isSettled() {
        return switch (this) {
            case Waiting w -> true;
            case Pulling p -> true;
            case PullFailed p -> true;
            case Creating c -> false;
            case CreateFailed c -> true;
            case Starting s -> false;
            case Running r -> false;
            case Exited e -> true;
        };
    }
}

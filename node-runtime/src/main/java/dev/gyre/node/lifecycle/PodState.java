package dev.gyre.node.lifecycle;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a pod stands on its node. */
public sealed interface PodState {

    /** Nothing is known of it. */
    record Absent() implements PodState {}

    /** The runtime has been asked what it has of the pod, for this agent may not be the first to run it. */
    record Observing(PodFacts facts) implements PodState {}

    /** Its volumes and its sandbox are being made. {@code trouble} is the latest failure, in the API's words. */
    record Preparing(
            PodFacts facts,
            Volumes volumes,
            BackOff backOff,
            @Nullable String trouble) implements PodState {}

    /** It has a sandbox; its containers start, run and end. */
    record Active(PodFacts facts) implements PodState {}

    /** Its processes are being ended. */
    record Stopping(PodFacts facts, Purpose purpose, long graceSeconds) implements PodState {}

    /** Its work is over; the pod and its dead containers stay until somebody deletes the pod. */
    record Finished(PodFacts facts, Purpose purpose) implements PodState {}

    /** What is left of it is being removed: {@code awaited} is what the runtime has not confirmed yet. */
    record Removing(PodFacts facts, Purpose purpose, Set<String> awaited) implements PodState {}

    /** Nothing is left of it on this node. */
    record Gone() implements PodState {}

    /** How far the pod's volumes are. */
    enum Volumes {
        NEEDED,
        ASKED_FOR,
        READY
    }

    /** Why a pod is stopped, which says what comes after. */
    sealed interface Purpose {

        /** Somebody deleted it: it is removed and the API told to let go of it. */
        record Delete() implements Purpose {}

        /** It is no longer in the API: it is removed. */
        record Vanished() implements Purpose {}

        /** It is over, for this reason: it stays as failed. */
        record Fail(String reason, String message) implements Purpose {}

        /** All of its containers ended for good. */
        record Complete() implements Purpose {}

        /** Its sandbox is lost: its containers are removed and it is prepared anew. */
        record Rebuild() implements Purpose {}
    }

    /** What is known of the pod; null before and after its life. */
    default @Nullable PodFacts facts() {
        return switch (this) {
            case Absent a -> null;
            case Observing o -> o.facts;
            case Preparing p -> p.facts;
            case Active a -> a.facts;
            case Stopping s -> s.facts;
            case Finished f -> f.facts;
            case Removing r -> r.facts;
            case Gone g -> null;
        };
    }
}

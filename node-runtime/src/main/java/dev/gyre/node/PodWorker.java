package dev.gyre.node;

import dev.gyre.events.telemetry.Tracing.Traced;
import dev.gyre.node.lifecycle.Census;
import dev.gyre.node.lifecycle.PodState;
import dev.gyre.node.lifecycle.Step;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One pod of a kubelet: its state, the steps that are not carried out yet, and the write that is under way. */
final class PodWorker {
    private static final Duration EARLY = Duration.ofMillis(100);

    Resource pod;
    PodState state = new PodState.Absent();
    /** What led here: the event that brought the pod at first, then the latest decision on the log. */
    String cause;

    /** What was counted of it last. */
    Census census = Census.NOTHING;

    /** When it was first heard of; null once it has been up. */
    @Nullable
    Instant heardAt;

    /** What its writes are done under: the trace of the newest change to the pod that belongs to one. */
    String traceparent = "";

    /** Its start, as part of that trace; ends when it is up. */
    @Nullable
    Traced start;

    long steps;
    /** The steps that may have changed what the runtime has, or what is known of it; probes alone do not. */
    long turns;

    /** When the latest timer that was set for the pod goes off. */
    @Nullable
    Instant wakesAt;

    /** The revision at which somebody else is known to have changed the pod; nothing is said before it has been read. */
    long changedAt;

    boolean isWriting;
    boolean isDeletionDue;
    /** What led to the latest step that was carried out; its writes carry it. */
    String writeCause = "";

    /** The newest status that has not been sent. */
    @Nullable
    ObjectNode pendingStatus;

    /** The status that is being sent. */
    @Nullable
    ObjectNode writing;

    /** The status that the API last acknowledged. */
    @Nullable
    ObjectNode written;
    /** The revision at which that was answered. */
    long writtenAt;

    /** The step at the head is being recorded or carried out; the others wait for it. */
    final Deque<QueuedStep> queue = new ArrayDeque<>();

    /** @param cause the id that its commands carry: its own where it is recorded, the one before it where it is not */
    record QueuedStep(Step<PodState> step, String cause, long revision) {}

    PodWorker(Resource pod, String cause) {
        this.pod = pod;
        this.cause = cause;
    }

    /** A timer went off, be it a little early: whatever is due later needs another. */
    void woken(Instant now) {
        if (wakesAt != null && !wakesAt.isAfter(now.plus(EARLY))) {
            wakesAt = null;
        }
    }

    String uid() {
        return pod.uid();
    }

    boolean isDone() {
        return state instanceof PodState.Gone
                && queue.isEmpty()
                && !isWriting
                && !isDeletionDue
                && pendingStatus == null;
    }
}

package dev.gyre.actors.shell;

import dev.gyre.actors.Refusal;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered about one key between its rounds. */
final class Work {

    final ResourceKey key;
    final int partition;

    /** Something may have changed since it was last decided about. */
    boolean isDirty;
    /** The round going on; null between rounds. */
    @Nullable
    Round round;
    /** What is being asked before the next decision; null where nothing is. */
    @Nullable
    Long inquiry;
    /** What was answered, for the decision that comes next; null where nothing was asked. */
    @Nullable
    Map<String, String> answers;
    /** A command's outcome is unknown and its partition's epoch is being raised; the epoch it was sent under. */
    @Nullable
    Long settling;
    /** The view must have reached this. */
    long awaitedRevision;
    /** Not before this, after failures. */
    Instant notBefore = Instant.MIN;
    /** To be looked at then although nothing changed. */
    @Nullable
    Instant wakeAt;

    /** When it became dirty, and when it was last taken; for whoever measures. */
    @Nullable
    Instant queuedAt;

    @Nullable
    Instant takenAt;

    /** Of the newest change that made it dirty; empty where that belongs to no trace. */
    String traceparent = "";

    int failures;
    /** What the API refused in the last round; the next decision's to know. */
    List<Refusal> refusals = List.of();
    /** The reasons that were last told; null where the last attempt to tell them failed. */
    @Nullable
    List<String> reasons = List.of();
    /** The input revision of the last recorded decision, and how many were recorded at it. */
    private long recordedAt;

    private int attempts;

    Work(ResourceKey key, int partition) {
        this.key = key;
        this.partition = partition;
    }

    /** Counts the decisions recorded at one input revision, so that each has a name of its own. */
    int nextAttempt(long inputRevision) {
        attempts = recordedAt == inputRevision ? attempts + 1 : 1;
        recordedAt = inputRevision;
        return attempts;
    }

    /** Nothing is lost by forgetting it. */
    boolean isForgettable(long viewRevision) {
        return !isDirty
                && round == null
                && inquiry == null
                && settling == null
                && wakeAt == null
                && failures == 0
                && List.of().equals(reasons)
                && recordedAt < viewRevision
                && awaitedRevision <= viewRevision;
    }
}

package dev.gyre.actors.shell;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.time.Instant;
import java.util.Set;

/** What the rules want done, as data. Whoever drives them carries effects out in order and feeds the answers back. */
public sealed interface Effect {

    /** Ask all of this; answered by {@link Input.Measured}, always. */
    record Measure(ResourceKey key, long inquiry, Set<String> questions) implements Effect {}

    /** Append to the log of decisions; answered by {@link Input.DecisionRecorded} or {@link Input.DecisionNotRecorded}. */
    record RecordDecision(ResourceKey key, DecisionRecord decision) implements Effect {}

    /** Send under the cause {@code decisionId}; answered by {@link Input.CommandAnswered}, always. */
    record Execute(ResourceKey key, String decisionId, int index, Command command) implements Effect {}

    /**
     * Nobody knows whether a command sent under this epoch was committed, or still will be. Raise the partition's epoch,
     * so that it no longer can be, and only then read the revision; answered by {@link Input.PartitionsGained}. Asked once
     * for an epoch.
     */
    record Refence(int partition, long epoch) implements Effect {}

    /** A guard said that this epoch is over. Its keys have been dropped; whether to take it over again is not decided here. */
    record Fenced(int partition, long epoch) implements Effect {}

    /** Send an {@link Input.Tick} then. A later one replaces an earlier one. */
    record WakeAt(Instant at) implements Effect {}

    /**
     * Something that went wrong and is being retried, for whoever reads the log of the process.
     *
     * @param isDefect the fault is the reconciler's own, and will not go away
     */
    record Report(ResourceKey key, String message, boolean isDefect) implements Effect {}
}

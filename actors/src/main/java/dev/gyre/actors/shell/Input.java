package dev.gyre.actors.shell;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can happen to the rules. Answers name the decision they belong to; one of a round that is over does nothing. */
public sealed interface Input {

    /** A newer view, and all changes that lie between it and the view before it. */
    record ViewAdvanced(ClusterView view, List<ResourceEvent> events) implements Input {}

    /**
     * These partitions are owned, under these epochs; {@code revision} is what a consistent read said after the last epoch
     * was raised. Also the answer to {@link Effect.Refence}.
     */
    record PartitionsGained(Map<Integer, Long> epochs, long revision) implements Input {}

    record PartitionsLost(Set<Integer> partitions) implements Input {}

    /** What was asked before a decision is answered, as far as anybody knew. */
    record Measured(ResourceKey key, long inquiry, Map<String, String> answers) implements Input {}

    /** The log has acknowledged the decision. */
    record DecisionRecorded(ResourceKey key, String decisionId) implements Input {}

    record DecisionNotRecorded(ResourceKey key, String decisionId, String reason) implements Input {}

    /** What became of the command of this index in the decision. Every {@link Effect.Execute} has exactly one answer. */
    record CommandAnswered(ResourceKey key, String decisionId, int index, Outcome outcome) implements Input {}

    /** Only time passed. */
    record Tick() implements Input {}
}

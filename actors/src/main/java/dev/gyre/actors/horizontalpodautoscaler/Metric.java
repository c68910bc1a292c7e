package dev.gyre.actors.horizontalpodautoscaler;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One entry of {@code spec.metrics}: what it asks, and how many replicas the answer calls for. */
interface Metric {

    /**
     * What an entry comes to.
     *
     * @param name of what was measured, as Events tell it
     * @param status the entry of {@code status.currentMetrics}
     */
    record Proposal(int replicas, String name, ObjectNode status) {}

    /** Null where there is nobody to ask. */
    @Nullable
    String question();

    Proposal propose(Situation situation) throws AutoscalingException;

    /** The reason of the condition and the Event where it cannot be told. */
    String failureReason();

    /** What was being tried then. */
    String attempt();
}

package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.PodState.Purpose;

/** What a pod has of its node as long as it is there. */
public final class PodFootprint {
    private PodFootprint() {}

    /** Whether the ports of the node that it asks for are its own, as the API and so the scheduler see it. */
    public static boolean hasPorts(PodState state) {
        PodFacts facts = state.facts();
        if (facts == null || facts.pod().isTerminal()) {
            return false;
        }
        return switch (state) {
            case PodState.Absent a -> false;
            case PodState.Observing o -> true;
            case PodState.Preparing p -> true;
            case PodState.Active a -> true;
            case PodState.Stopping s -> !(s.purpose() instanceof Purpose.Vanished);
            case PodState.Finished f -> false;
            case PodState.Removing r -> r.purpose() instanceof Purpose.Rebuild;
            case PodState.Gone g -> false;
        };
    }
}

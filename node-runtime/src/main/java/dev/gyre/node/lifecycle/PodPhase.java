package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.PodManifest.RestartPolicy;
import dev.gyre.node.lifecycle.PodState.Purpose;
import java.util.List;

/** A pod's {@code phase}: pending until every container has started once, and final when none will start again. */
final class PodPhase {
    private PodPhase() {}

    static String of(PodState state, PodFacts facts) {
        String reported = facts.pod().status().path("phase").asString("");
        if (facts.pod().isTerminal()) {
            return reported;
        }
        return switch (state) {
            case PodState.Finished f -> f.purpose() instanceof Purpose.Fail ? "Failed" : ended(facts);
            case PodState.Removing r -> r.purpose() instanceof Purpose.Rebuild ? running(facts) : ended(facts);
            case PodState.Gone g -> ended(facts);
            case PodState.Absent a -> running(facts);
            case PodState.Observing o -> running(facts);
            case PodState.Preparing p -> running(facts);
            case PodState.Active a -> running(facts);
            case PodState.Stopping s -> running(facts);
        };
    }

    /** Nothing of it will run again; how sidecars and init containers ended does not count. */
    private static String ended(PodFacts facts) {
        List<ContainerProgress> main = facts.progressOf(facts.pod().containers());
        return main.stream().allMatch(ContainerProgress::isCompleted) ? "Succeeded" : "Failed";
    }

    private static String running(PodFacts facts) {
        List<ContainerProgress> main = facts.progressOf(facts.pod().containers());
        if (!main.stream().allMatch(ContainerProgress::hasRun)) {
            return "Pending";
        }
        boolean isOver = facts.pod().restartPolicy() != RestartPolicy.ALWAYS
                && facts.isSettled()
                && facts.pod().containers().stream().allMatch(c -> ContainerPlan.isOver(facts.pod(), c, facts.of(c)));
        return isOver ? ended(facts) : "Running";
    }
}

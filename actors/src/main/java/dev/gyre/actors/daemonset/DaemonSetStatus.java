package dev.gyre.actors.daemonset;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A DaemonSet's status counts nodes, not pods. */
final class DaemonSetStatus {

    private DaemonSetStatus() {}

    static Optional<Command> command(
            DaemonSet daemonSet, List<DaemonNode> nodes, String hash, int collisionCount, Instant now) {
        int desired = 0;
        int current = 0;
        int misscheduled = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        for (DaemonNode node : nodes) {
            List<PodState> pods = node.active();
            if (!node.shouldRun()) {
                misscheduled += pods.isEmpty() ? 0 : 1;
                continue;
            }
            desired++;
            current += pods.isEmpty() ? 0 : 1;
            ready += pods.stream().anyMatch(PodState::isReady) ? 1 : 0;
            available += node.hasAvailable(daemonSet.minReadySeconds(), now) ? 1 : 0;
            updated += !pods.isEmpty() && pods.stream().allMatch(pod -> DaemonNode.isOf(pod, hash)) ? 1 : 0;
        }
        return new StatusWrite(daemonSet.resource())
                .put("currentNumberScheduled", current)
                .put("numberMisscheduled", misscheduled)
                .put("desiredNumberScheduled", desired)
                .put("numberReady", ready)
                .putUnlessZero("observedGeneration", daemonSet.resource().generation())
                .putUnlessZero("updatedNumberScheduled", updated)
                .putUnlessZero("numberAvailable", available)
                .putUnlessZero("numberUnavailable", desired - available)
                .putUnlessZero("collisionCount", collisionCount)
                .command();
    }
}

package dev.gyre.actors.deployment;

import java.util.List;

/** One step with a gap: all old pods go, and only when the last one has gone are new ones made. */
final class Recreate {

    private Recreate() {}

    static Fleet step(Deployment deployment, Fleet fleet, ReplicaSetState newest) {
        if (fleet.oldReplicas() > 0) {
            List<ReplicaSetState> emptied = fleet.old().stream()
                    .map(old -> old.isActive() ? old.scaledTo(0, deployment) : old)
                    .toList();
            return fleet.withOld(emptied);
        }
        if (hasOldPodsRunning(fleet)) {
            return fleet;
        }
        boolean isScaled = newest.stored() != null && newest.replicas() == deployment.replicas();
        return fleet.withNewest(isScaled ? newest : newest.scaledTo(deployment.replicas(), deployment));
    }

    /** Also those that are about to go: the next version must not meet them. */
    static boolean hasOldPodsRunning(Fleet fleet) {
        return fleet.old().stream().anyMatch(old -> old.pods().running() > 0);
    }
}

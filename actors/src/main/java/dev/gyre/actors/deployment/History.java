package dev.gyre.actors.deployment;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many old versions are kept for an undo: {@code revisionHistoryLimit} of them. Beyond that the oldest are dropped, once
 * they have no pods and have seen that they should have none.
 */
final class History {

    private History() {}

    static Fleet trimmed(Deployment deployment, Fleet fleet) {
        List<ReplicaSetState> kept = fleet.old().stream()
                .filter(old -> old.stored() != null && !old.stored().isDeleting())
                .sorted(Comparator.comparingLong(Revision::of))
                .toList();
        int surplus = kept.size() - deployment.revisionHistoryLimit();
        if (surplus <= 0) {
            return fleet;
        }
        Set<String> dropped = new HashSet<>();
        for (ReplicaSetState old : kept.subList(0, Math.min(surplus, kept.size()))) {
            if (isIdle(old)) {
                dropped.add(old.name());
            }
        }
        return fleet.withOld(fleet.old().stream()
                .filter(old -> !dropped.contains(old.name()))
                .toList());
    }

    private static boolean isIdle(ReplicaSetState old) {
        return old.isObserved() && old.replicas() == 0 && old.reported().total() == 0;
    }
}

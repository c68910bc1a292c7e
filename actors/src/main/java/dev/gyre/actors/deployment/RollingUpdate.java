package dev.gyre.actors.deployment;

import java.util.ArrayList;
import java.util.List;

/**
 * One step from old pods to new ones: first the newest ReplicaSet grows as far as {@code maxSurge} lets it; where it cannot,
 * the old ones shrink as far as {@code maxUnavailable} lets them, those of their pods first that are of no use anyway.
 */
final class RollingUpdate {

    private RollingUpdate() {}

    static Fleet step(Deployment deployment, Fleet fleet, ReplicaSetState newest) {
        int wanted = newestReplicas(deployment, fleet, newest);
        if (wanted != newest.replicas() || newest.stored() == null) {
            return fleet.withNewest(newest.scaledTo(wanted, deployment));
        }
        return shrinkOld(deployment, fleet, newest);
    }

    /**
     * With 10 replicas, a surge of 3 and 10 old pods: 3. When 5 old ones are left beside those 3: 13 - 8 = 5 more, which makes
     * 8. None while a ReplicaSet has yet to take note of its size: a pod that it was asked for before may still arrive.
     */
    private static int newestReplicas(Deployment deployment, Fleet fleet, ReplicaSetState newest) {
        if (newest.replicas() >= deployment.replicas()) {
            return deployment.replicas();
        }
        if (!fleet.areSizesObserved()) {
            return newest.replicas();
        }
        int room = deployment.maxPods() - fleet.withNewest(newest).podsAtMost();
        int missing = deployment.replicas() - newest.replicas();
        return newest.replicas() + Math.max(0, Math.min(room, missing));
    }

    /**
     * New pods that are not available yet count against what may be taken, as though they never will be. With 10 replicas, 2
     * that may be unavailable, 10 old pods and 3 new ones of which 1 is available: 13 - 8 - 2 = 3 may go.
     */
    private static Fleet shrinkOld(Deployment deployment, Fleet fleet, ReplicaSetState newest) {
        int newestUnavailable = newest.replicas() - newest.availableToKeep();
        int mayGo = fleet.replicas() - deployment.minAvailable() - newestUnavailable;
        if (mayGo <= 0 || fleet.oldReplicas() == 0) {
            return fleet;
        }
        List<ReplicaSetState> old = new ArrayList<>(fleet.old());
        int gone = takeUnavailable(deployment, old, mayGo);
        int spare = fleet.withOld(old).availableToKeep() - deployment.minAvailable();
        takeOldest(deployment, old, Math.min(mayGo - gone, spare));
        return fleet.withOld(old);
    }

    /** A version that never became ready must not keep its share of the pods while a better one waits for room. */
    private static int takeUnavailable(Deployment deployment, List<ReplicaSetState> old, int mayGo) {
        int gone = 0;
        for (int i = 0; i < old.size() && gone < mayGo; i++) {
            ReplicaSetState replicaSet = old.get(i);
            int taken = Math.min(mayGo - gone, replicaSet.replicas() - replicaSet.availableToKeep());
            if (taken > 0) {
                old.set(i, replicaSet.scaledTo(replicaSet.replicas() - taken, deployment));
                gone += taken;
            }
        }
        return gone;
    }

    private static void takeOldest(Deployment deployment, List<ReplicaSetState> old, int mayGo) {
        int left = mayGo;
        for (int i = 0; i < old.size() && left > 0; i++) {
            ReplicaSetState replicaSet = old.get(i);
            int taken = Math.min(left, replicaSet.replicas());
            if (taken > 0) {
                old.set(i, replicaSet.scaledTo(replicaSet.replicas() - taken, deployment));
                left -= taken;
            }
        }
    }
}

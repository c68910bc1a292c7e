package dev.gyre.actors.deployment;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What scaling a Deployment does to its ReplicaSets. Outside a rollout only one has pods, and it takes the new size. In
 * the middle of one, the pods are added to or taken from all of them in proportion to their size, so that scaling does not
 * put everything on a version that may turn out to be bad.
 */
final class Scaling {

    private Scaling() {}

    static boolean isNeeded(Deployment deployment, Fleet fleet) {
        return fleet.active().stream()
                .anyMatch(replicaSet -> ScaleAnnotations.saysOtherThan(deployment.replicas(), replicaSet));
    }

    static Fleet step(Deployment deployment, Fleet fleet) {
        if (isInTheGap(deployment, fleet)) {
            return fleet;
        }
        ReplicaSetState only = activeOrLatest(fleet);
        if (only != null) {
            return only.replicas() == deployment.replicas() && !isNeeded(deployment, fleet)
                    ? fleet
                    : fleet.with(only.scaledTo(deployment.replicas(), deployment));
        }
        if (isSaturated(deployment, fleet)) {
            return fleet.withOld(fleet.old().stream()
                    .map(old -> old.isActive() ? old.scaledTo(0, deployment) : old)
                    .toList());
        }
        return switch (deployment.strategy()) {
            case ROLLING_UPDATE -> inProportion(deployment, fleet);
            case RECREATE -> noted(deployment, fleet);
        };
    }

    /** There are no proportions to keep; the next step empties the old ones. */
    private static Fleet noted(Deployment deployment, Fleet fleet) {
        Fleet noted = fleet;
        for (ReplicaSetState replicaSet : fleet.active()) {
            noted = noted.with(replicaSet.scaledTo(replicaSet.replicas(), deployment));
        }
        return noted;
    }

    /** {@code Recreate} waits for the last old pod; a pause or a new size must not cut that short. */
    private static boolean isInTheGap(Deployment deployment, Fleet fleet) {
        return deployment.strategy() == Deployment.Strategy.RECREATE
                && fleet.active().isEmpty()
                && Recreate.hasOldPodsRunning(fleet);
    }

    /** The one with pods; where none has any, the newest; null where several have. */
    private static @Nullable ReplicaSetState activeOrLatest(Fleet fleet) {
        List<ReplicaSetState> active = fleet.active();
        if (active.size() > 1) {
            return null;
        }
        if (active.size() == 1) {
            return active.getFirst();
        }
        if (fleet.newest() != null) {
            return fleet.newest();
        }
        return fleet.old().isEmpty() ? null : fleet.old().getLast();
    }

    /** Whether the newest has all the pods that are wanted, and all of them are available. */
    private static boolean isSaturated(Deployment deployment, Fleet fleet) {
        ReplicaSetState newest = fleet.newest();
        return newest != null
                && newest.replicas() == deployment.replicas()
                && newest.pods().available() == deployment.replicas()
                && !ScaleAnnotations.saysOtherThan(deployment.replicas(), newest);
    }

    /**
     * Each gets its share by the size that the Deployment had when it was last scaled; what rounding leaves goes to the
     * largest. From 10 (surge 2) to 20 (surge 2) with 8 old and 4 new pods: 22 - 12 = 10 more, 8 * 22/12 - 8 = 7 of them
     * old and 4 * 22/12 - 4 = 3 new. None shrinks while others grow: its pods would still be there beside the new ones. And
     * none grows before all have taken note of the size they have: what they were asked for before may still arrive.
     */
    private static Fleet inProportion(Deployment deployment, Fleet fleet) {
        int allowed = deployment.replicas() > 0 ? deployment.maxPods() : 0;
        int toAdd = allowed - fleet.replicas();
        if (toAdd > 0) {
            if (!fleet.areSizesObserved()) {
                return fleet;
            }
            toAdd = Math.max(0, allowed - fleet.podsAtMost());
        }
        List<ReplicaSetState> bySize = bySize(fleet, toAdd);

        int added = 0;
        int[] sizes = new int[bySize.size()];
        for (int i = 0; i < sizes.length; i++) {
            int share = share(deployment, bySize.get(i), toAdd, added);
            sizes[i] = bySize.get(i).replicas() + share;
            added += share;
        }
        Fleet scaled = fleet;
        for (int i = 0; i < sizes.length; i++) {
            int leftover = i == 0 ? toAdd - added : 0;
            scaled = scaled.with(bySize.get(i).scaledTo(Math.max(0, sizes[i] + leftover), deployment));
        }
        return sparingAvailable(deployment, scaled);
    }

    /**
     * Proportions do not look at which pods are available. Where they would take more available pods than may be missing,
     * pods that are not available go in their place, the total staying what it is.
     */
    private static Fleet sparingAvailable(Deployment deployment, Fleet fleet) {
        Fleet spared = fleet;
        while (spared.availableToKeep() < deployment.minAvailable()) {
            ReplicaSetState robbed = first(spared, set -> set.pods().available() > set.replicas());
            ReplicaSetState idle = first(spared, set -> set.pods().available() < set.replicas());
            if (robbed == null || idle == null) {
                return spared;
            }
            spared = spared.with(robbed.scaledTo(robbed.replicas() + 1, deployment))
                    .with(idle.scaledTo(idle.replicas() - 1, deployment));
        }
        return spared;
    }

    private static @Nullable ReplicaSetState first(Fleet fleet, Predicate<ReplicaSetState> which) {
        return fleet.all().stream().filter(which).findFirst().orElse(null);
    }

    /** Growth favours the younger of two equals, shrinking hits the older. */
    private static List<ReplicaSetState> bySize(Fleet fleet, int toAdd) {
        Comparator<ReplicaSetState> largestFirst =
                Comparator.comparing(ReplicaSetState::replicas).reversed();
        Comparator<ReplicaSetState> byAge = ReplicaSetState.OLDEST_FIRST;
        return fleet.active().stream()
                .sorted(largestFirst.thenComparing(toAdd > 0 ? byAge.reversed() : byAge))
                .toList();
    }

    private static int share(Deployment deployment, ReplicaSetState replicaSet, int toAdd, int added) {
        int left = toAdd - added;
        if (left == 0) {
            return 0;
        }
        int fraction = fraction(deployment, replicaSet);
        return toAdd > 0 ? Math.clamp(fraction, 0, left) : Math.clamp(fraction, left, 0);
    }

    private static int fraction(Deployment deployment, ReplicaSetState replicaSet) {
        if (deployment.replicas() == 0) {
            return -replicaSet.replicas();
        }
        Integer noted = ScaleAnnotations.number(replicaSet.annotations().get(ScaleAnnotations.MAX));
        int before = noted == null || noted == 0 ? deployment.status("replicas") : noted;
        if (before == 0) {
            return 0;
        }
        long size = Math.round((double) replicaSet.replicas() * deployment.maxPods() / before);
        return (int) size - replicaSet.replicas();
    }
}

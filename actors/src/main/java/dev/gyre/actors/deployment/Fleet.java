package dev.gyre.actors.deployment;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ReplicaSets of a Deployment: the newest, whose template is the Deployment's own, and the old ones, oldest first. It is
 * immutable; a step of a rollout answers with the fleet as it should be.
 */
record Fleet(@Nullable ReplicaSetState newest, List<ReplicaSetState> old) {

    /** Where several have the Deployment's template, the oldest is the newest version: it has been so before. */
    static Fleet of(Deployment deployment, List<Resource> replicaSets, ClusterView view, Instant now) {
        List<ReplicaSetState> all = replicaSets.stream()
                .map(replicaSet -> ReplicaSetState.of(replicaSet, view, now))
                .sorted(ReplicaSetState.OLDEST_FIRST)
                .toList();
        ReplicaSetState newest = all.stream()
                .filter(replicaSet -> replicaSet.template().isSameAs(deployment.template()))
                .findFirst()
                .orElse(null);
        return new Fleet(
                newest, all.stream().filter(replicaSet -> replicaSet != newest).toList());
    }

    List<ReplicaSetState> all() {
        List<ReplicaSetState> all = new ArrayList<>(old);
        if (newest != null) {
            all.add(newest);
        }
        return all;
    }

    List<ReplicaSetState> active() {
        return all().stream().filter(ReplicaSetState::isActive).toList();
    }

    /** The pods that the ReplicaSets should have, all together. */
    int replicas() {
        return all().stream().mapToInt(ReplicaSetState::replicas).sum();
    }

    int oldReplicas() {
        return old.stream().mapToInt(ReplicaSetState::replicas).sum();
    }

    /** The most pods there may be when all that was decided before is done, in whatever order. */
    int podsAtMost() {
        return all().stream().mapToInt(ReplicaSetState::podsAtMost).sum();
    }

    boolean areSizesObserved() {
        return all().stream().allMatch(ReplicaSetState::isSizeObserved);
    }

    int availableToKeep() {
        return all().stream().mapToInt(ReplicaSetState::availableToKeep).sum();
    }

    Fleet withNewest(ReplicaSetState newest) {
        return new Fleet(newest, old);
    }

    Fleet withOld(List<ReplicaSetState> old) {
        return new Fleet(newest, List.copyOf(old));
    }

    /** The fleet with this state in the place of the one of its name. */
    Fleet with(ReplicaSetState changed) {
        if (newest != null && newest.name().equals(changed.name())) {
            return withNewest(changed);
        }
        return withOld(old.stream()
                .map(replicaSet -> replicaSet.name().equals(changed.name()) ? changed : replicaSet)
                .toList());
    }
}

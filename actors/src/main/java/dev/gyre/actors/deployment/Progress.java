package dev.gyre.actors.deployment;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Progressing} condition: whether a rollout moves. It is true from the first ReplicaSet on, renewed with each
 * pod that is updated, ready or available, and false once nothing has moved for {@code progressDeadlineSeconds}; a rollout
 * that is complete stays so. While a Deployment is paused the condition says so, so that the pause does not count against the
 * deadline. Without a deadline there is no such condition.
 */
final class Progress {

    static final String TYPE = "Progressing";

    private static final String COMPLETE = "NewReplicaSetAvailable";
    private static final String TIMED_OUT = "ProgressDeadlineExceeded";
    private static final String PAUSED = "DeploymentPaused";

    private final Deployment deployment;
    private final Fleet fleet;
    private final Counts counts;
    private final Instant now;

    Progress(Deployment deployment, Fleet fleet, Counts counts, Instant now) {
        this.deployment = deployment;
        this.fleet = fleet;
        this.counts = counts;
        this.now = now;
    }

    /** What became known before any step: a pause or its end, and the newest ReplicaSet. */
    Conditions noted(Conditions before) {
        if (deployment.progressDeadline() == null) {
            return before;
        }
        return withNewest(withPause(before));
    }

    /** The condition during a rollout. */
    Conditions estimated(Conditions before) {
        if (deployment.progressDeadline() == null) {
            return before.without(TYPE);
        }
        Condition current = before.get(TYPE);
        boolean wasComplete = counts.total() == counts.updated() && has(current, COMPLETE);
        if (wasComplete) {
            return before;
        }
        if (counts.areComplete(deployment)) {
            return before.report(condition("True", COMPLETE, subject() + " has successfully progressed."));
        }
        if (hasMoved()) {
            Condition moving = condition("True", "ReplicaSetUpdated", subject() + " is progressing.");
            return before.replace(
                    current != null && current.isTrue() ? moving.since(current.lastTransitionTime()) : moving);
        }
        if (isOverdue(current)) {
            return before.report(condition("False", TIMED_OUT, subject() + " has timed out progressing."));
        }
        return before;
    }

    /** When the rollout will have timed out if nothing moves; null where there is nothing to wait for. */
    @Nullable
    Instant deadline(Conditions conditions) {
        Condition current = conditions.get(TYPE);
        if (deployment.progressDeadline() == null
                || current == null
                || current.lastUpdateTime() == null
                || deployment.isPaused()
                || counts.areComplete(deployment)
                || has(current, COMPLETE)
                || has(current, TIMED_OUT)) {
            return null;
        }
        return current.lastUpdateTime().plus(deployment.progressDeadline()).plusSeconds(1);
    }

    private Conditions withPause(Conditions before) {
        Condition current = before.get(TYPE);
        if (has(current, TIMED_OUT)) {
            return before;
        }
        if (deployment.isPaused() && !has(current, PAUSED)) {
            return before.report(condition("Unknown", PAUSED, "Deployment is paused"));
        }
        if (!deployment.isPaused() && has(current, PAUSED)) {
            return before.report(condition("Unknown", "DeploymentResumed", "Deployment is resumed"));
        }
        return before;
    }

    private Conditions withNewest(Conditions before) {
        ReplicaSetState newest = fleet.newest();
        if (newest == null) {
            return before;
        }
        if (newest.stored() == null) {
            return before.report(
                    condition("True", "NewReplicaSetCreated", "Created new replica set \"" + newest.name() + "\""));
        }
        return before.get(TYPE) != null
                ? before
                : before.report(
                        condition("True", "FoundNewReplicaSet", "Found new replica set \"" + newest.name() + "\""));
    }

    /** Whether more is updated, ready or available, or less is old, than the status last said. */
    private boolean hasMoved() {
        int oldBefore = deployment.status("replicas") - deployment.status("updatedReplicas");
        return counts.updated() > deployment.status("updatedReplicas")
                || counts.total() - counts.updated() < oldBefore
                || counts.ready() > deployment.status("readyReplicas")
                || counts.available() > deployment.status("availableReplicas");
    }

    private boolean isOverdue(@Nullable Condition current) {
        if (current == null || deployment.progressDeadline() == null || has(current, COMPLETE)) {
            return false;
        }
        if (has(current, TIMED_OUT)) {
            return true;
        }
        Instant moved = current.lastUpdateTime();
        return moved != null && moved.plus(deployment.progressDeadline()).isBefore(now);
    }

    private String subject() {
        return fleet.newest() == null
                ? "Deployment \"" + deployment.name() + "\""
                : "ReplicaSet \"" + fleet.newest().name() + "\"";
    }

    private Condition condition(String status, String reason, String message) {
        return new Condition(TYPE, status, reason, message, now, now);
    }

    private static boolean has(@Nullable Condition condition, String reason) {
        return condition != null && condition.reason().equals(reason);
    }
}

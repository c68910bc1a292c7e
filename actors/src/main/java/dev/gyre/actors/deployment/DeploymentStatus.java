package dev.gyre.actors.deployment;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Deployment's status should say of its fleet: counts, and the conditions {@code Available}, {@code Progressing} and
 * {@code ReplicaFailure}.
 *
 * @param collisionCount how many names of new ReplicaSets turned out to be taken
 * @param deadline when to look again whether the rollout still moves
 */
record DeploymentStatus(
        Deployment deployment,
        Counts counts,
        int collisionCount,
        Conditions conditions,
        @Nullable Instant deadline) {

    /** @param isRollout whether progress is to be judged; scaling and pauses say nothing about it */
    static DeploymentStatus of(Deployment deployment, Fleet fleet, int collisionCount, boolean isRollout, Instant now) {
        Counts counts = Counts.of(fleet);
        Progress progress = new Progress(deployment, fleet, counts, now);
        Conditions conditions = progress.noted(deployment.conditions());
        conditions = conditions.report(availability(deployment, counts, now));
        if (isRollout) {
            conditions = progress.estimated(conditions);
            conditions = withReplicaFailure(conditions, fleet);
        }
        return new DeploymentStatus(deployment, counts, collisionCount, conditions, progress.deadline(conditions));
    }

    Optional<Command> command() {
        StatusWrite status = new StatusWrite(deployment.resource())
                .putUnlessZero("observedGeneration", deployment.resource().generation())
                .putUnlessZero("replicas", counts.total())
                .putUnlessZero("updatedReplicas", counts.updated())
                .putUnlessZero("readyReplicas", counts.ready())
                .putUnlessZero("availableReplicas", counts.available())
                .putUnlessZero("unavailableReplicas", counts.unavailable())
                .putUnlessZero("collisionCount", collisionCount)
                .conditions(conditions);
        return status.command();
    }

    private static Condition availability(Deployment deployment, Counts counts, Instant now) {
        return counts.available() >= deployment.minAvailable()
                ? new Condition(
                        "Available",
                        "True",
                        "MinimumReplicasAvailable",
                        "Deployment has minimum availability.",
                        now,
                        now)
                : new Condition(
                        "Available",
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.",
                        now,
                        now);
    }

    /** The newest ReplicaSet's failure before an old one's. */
    private static Conditions withReplicaFailure(Conditions conditions, Fleet fleet) {
        for (ReplicaSetState replicaSet : fleet.all().reversed()) {
            Resource stored = replicaSet.stored();
            Condition failure = stored == null
                    ? null
                    : Conditions.of(stored.json().path("status").path("conditions"))
                            .get("ReplicaFailure");
            if (failure != null) {
                Instant since = failure.lastTransitionTime();
                return conditions.report(new Condition(
                        "ReplicaFailure", failure.status(), failure.reason(), failure.message(), since, since));
            }
        }
        return conditions.without("ReplicaFailure");
    }
}

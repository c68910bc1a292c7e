package dev.gyre.actors.replicaset;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.PodRefusal;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The condition that says why pods do not come, or do not go. It is set with the first refusal and stays as it is until there
 * are as many pods as there should be, so that it does not change with every attempt.
 */
final class ReplicaFailure {

    private static final String TYPE = "ReplicaFailure";

    private ReplicaFailure() {}

    static Conditions conditions(Resource replicaSet, @Nullable PodRefusal refusal, boolean isComplete, Instant now) {
        Conditions before = Conditions.of(replicaSet.json().path("status").path("conditions"));
        if (refusal != null) {
            return before.report(new Condition(TYPE, "True", refusal.reason(), refusal.message(), null, now));
        }
        return isComplete ? before.without(TYPE) : before;
    }
}

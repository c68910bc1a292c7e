package dev.gyre.actors.workload;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The condition {@code DisruptionTarget} on a pod that is about to be taken away through no fault of its own. It says who
 * does so and why, and since when it is so.
 */
public final class Disruption {

    private static final String TYPE = "DisruptionTarget";

    private Disruption() {}

    public static Command mark(Resource pod, String reason, String message, Instant now) {
        ObjectNode object = pod.copy();
        ConditionEdit.set(object, new Condition(TYPE, "True", reason, message, null, now));
        return new Command.Update(pod.key(), "status", pod.revision(), object, List.of());
    }

    /** When the pod was marked for this reason; null where it was not. */
    public static @Nullable Instant markedAt(Resource pod, String reason) {
        Condition condition =
                Conditions.of(pod.json().path("status").path("conditions")).get(TYPE);
        return condition != null && condition.isTrue() && condition.reason().equals(reason)
                ? condition.lastTransitionTime()
                : null;
    }
}

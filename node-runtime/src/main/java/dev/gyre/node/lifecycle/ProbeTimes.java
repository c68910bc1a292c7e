package dev.gyre.node.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When a probe is made, and how many answers in a row count.
 *
 * @param graceSeconds how long a container that fails it may take to end; null for the pod's own
 */
public record ProbeTimes(
        Duration initialDelay,
        Duration timeout,
        Duration period,
        int successThreshold,
        int failureThreshold,
        @Nullable Long graceSeconds) {

    /** The API's defaults are repeated for pods that did not come through it. */
    static ProbeTimes of(JsonNode probe) {
        return new ProbeTimes(
                Duration.ofSeconds(Math.max(0, probe.path("initialDelaySeconds").asInt(0))),
                seconds(probe, "timeoutSeconds", 1),
                seconds(probe, "periodSeconds", 10),
                Math.max(1, probe.path("successThreshold").asInt(1)),
                Math.max(1, probe.path("failureThreshold").asInt(3)),
                probe.hasNonNull("terminationGracePeriodSeconds")
                        ? probe.path("terminationGracePeriodSeconds").asLong()
                        : null);
    }

    private static Duration seconds(JsonNode probe, String field, int otherwise) {
        return Duration.ofSeconds(Math.max(1, probe.path(field).asInt(otherwise)));
    }
}

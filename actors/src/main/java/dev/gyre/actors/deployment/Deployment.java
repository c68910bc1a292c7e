package dev.gyre.actors.deployment;

import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the reconciler reads of a Deployment.
 *
 * @param progressDeadline null where the Deployment does not ask for one
 * @param limits for {@code Recreate} none: nothing beside the desired pods, and none of them spared
 */
record Deployment(
        Resource resource,
        int replicas,
        boolean isPaused,
        Strategy strategy,
        RollingLimits limits,
        int minReadySeconds,
        int revisionHistoryLimit,
        @Nullable Duration progressDeadline,
        Selector selector,
        PodTemplate template,
        Conditions conditions) {

    static final String KIND = "Deployment";

    /** How old pods make room for new ones. */
    enum Strategy {
        ROLLING_UPDATE,
        RECREATE
    }

    static Deployment of(Resource resource) {
        JsonNode spec = resource.json().path("spec");
        int replicas = spec.path("replicas").asInt(1);
        Strategy strategy = spec.path("strategy").path("type").asString("").equals("Recreate")
                ? Strategy.RECREATE
                : Strategy.ROLLING_UPDATE;
        RollingLimits limits = strategy == Strategy.RECREATE
                ? new RollingLimits(0, 0)
                : RollingLimits.of(spec.path("strategy").path("rollingUpdate"), replicas);
        return new Deployment(
                resource,
                replicas,
                spec.path("paused").asBoolean(false),
                strategy,
                limits,
                spec.path("minReadySeconds").asInt(0),
                spec.path("revisionHistoryLimit").asInt(10),
                deadline(spec.path("progressDeadlineSeconds")),
                Selector.of(spec.path("selector")),
                PodTemplate.of(spec.path("template")),
                Conditions.of(resource.json().path("status").path("conditions")));
    }

    /** The largest integer is upstream's way to say that there is no deadline. */
    private static @Nullable Duration deadline(JsonNode seconds) {
        return seconds.isNumber() && seconds.asInt(0) != Integer.MAX_VALUE
                ? Duration.ofSeconds(seconds.asInt(0))
                : null;
    }

    String name() {
        return resource.name();
    }

    /** The most pods that may exist at once. */
    int maxPods() {
        return replicas + limits.maxSurge();
    }

    /** The fewest pods that must be available at any time. */
    int minAvailable() {
        return replicas - limits.maxUnavailable();
    }

    int collisionCount() {
        return status("collisionCount");
    }

    /** A count of the status as it was last written. */
    int status(String field) {
        return resource.json().path("status").path(field).asInt(0);
    }

    ResourceKey replicaSetKey(String name) {
        return ResourceKey.namespaced("apps", "replicasets", resource.namespace(), name);
    }
}

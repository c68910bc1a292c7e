package dev.gyre.actors.daemonset;

import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.quantity.IntOrPercent;
import tools.jackson.databind.JsonNode;

/** What the reconciler reads of a DaemonSet. */
record DaemonSet(Resource resource, Selector selector, PodTemplate template, int minReadySeconds) {

    static final String KIND = "DaemonSet";
    static final String API_VERSION = "apps/v1";

    /** Stands for a field that older versions had; the gateway counts in it. */
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    static DaemonSet of(Resource resource) {
        JsonNode spec = resource.json().path("spec");
        return new DaemonSet(
                resource,
                Selector.of(spec.path("selector")),
                PodTemplate.of(spec.path("template")),
                spec.path("minReadySeconds").asInt(0));
    }

    boolean isRolling() {
        return strategy().path("type").asString("").equals("RollingUpdate");
    }

    /** On how many nodes a new pod may run beside the old one during an update. */
    int maxSurge(int desired) {
        return isRolling() ? count("maxSurge", desired) : 0;
    }

    /** On how many nodes no pod may be available during an update; one where nothing else could move. */
    int maxUnavailable(int desired) {
        int unavailable = count("maxUnavailable", desired);
        return unavailable == 0 && maxSurge(desired) == 0 ? 1 : unavailable;
    }

    /** Both round up, so that a share of a few nodes is still one. */
    private int count(String field, int desired) {
        JsonNode value = strategy().path("rollingUpdate").path(field);
        return value.isMissingNode() ? 0 : Math.max(0, IntOrPercent.roundedUp(value, desired));
    }

    int revisionHistoryLimit() {
        return resource.json().path("spec").path("revisionHistoryLimit").asInt(10);
    }

    int collisionCount() {
        return resource.json().path("status").path("collisionCount").asInt(0);
    }

    String templateGeneration() {
        return resource.annotations().getOrDefault(TEMPLATE_GENERATION, "");
    }

    private JsonNode strategy() {
        return resource.json().path("spec").path("updateStrategy");
    }
}

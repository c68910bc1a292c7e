package dev.gyre.actors.statefulset;

import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.quantity.IntOrPercent;
import tools.jackson.databind.JsonNode;

/** What the reconciler reads of a StatefulSet. */
record StatefulSet(Resource resource, Selector selector, PodTemplate template) {

    static final String KIND = "StatefulSet";
    static final String API_VERSION = "apps/v1";

    static StatefulSet of(Resource resource) {
        JsonNode spec = resource.json().path("spec");
        return new StatefulSet(resource, Selector.of(spec.path("selector")), PodTemplate.of(spec.path("template")));
    }

    String name() {
        return resource.name();
    }

    int replicas() {
        return spec().path("replicas").asInt(1);
    }

    /** The first ordinal. */
    int start() {
        return spec().path("ordinals").path("start").asInt(0);
    }

    /** The one after the last. */
    int end() {
        return start() + replicas();
    }

    boolean isInRange(int ordinal) {
        return ordinal >= start() && ordinal < end();
    }

    /** One pod after the other, each when the one before it serves. */
    boolean isOrdered() {
        return !spec().path("podManagementPolicy").asString("").equals("Parallel");
    }

    boolean isRolling() {
        return strategy().path("type").asString("").equals("RollingUpdate");
    }

    /** The first ordinal that gets a new template; those below stay at the current one. */
    int firstToUpdate() {
        return start() + strategy().path("rollingUpdate").path("partition").asInt(0);
    }

    /** How many pods an update may have down at once. */
    int maxUnavailable() {
        JsonNode value = strategy().path("rollingUpdate").path("maxUnavailable");
        return value.isMissingNode() ? 1 : Math.max(1, IntOrPercent.roundedDown(value, replicas()));
    }

    int minReadySeconds() {
        return spec().path("minReadySeconds").asInt(0);
    }

    int revisionHistoryLimit() {
        return spec().path("revisionHistoryLimit").asInt(10);
    }

    String serviceName() {
        return spec().path("serviceName").asString("");
    }

    JsonNode claimTemplates() {
        return spec().path("volumeClaimTemplates");
    }

    /** Whether the pods' volumes go with the set. */
    boolean deletesClaimsWithItself() {
        return deletes("whenDeleted");
    }

    /** Whether a pod's volumes go when the set gets too small for it. */
    boolean deletesClaimsWhenScaled() {
        return deletes("whenScaled");
    }

    private boolean deletes(String when) {
        return spec().path("persistentVolumeClaimRetentionPolicy")
                .path(when)
                .asString("")
                .equals("Delete");
    }

    String currentRevision() {
        return resource.json().path("status").path("currentRevision").asString("");
    }

    int collisionCount() {
        return resource.json().path("status").path("collisionCount").asInt(0);
    }

    ResourceKey podKey(int ordinal) {
        return ResourceKey.namespaced("", "pods", resource.namespace(), name() + "-" + ordinal);
    }

    ResourceKey claimKey(JsonNode claimTemplate, int ordinal) {
        String template = claimTemplate.path("metadata").path("name").asString("");
        return ResourceKey.namespaced(
                "", "persistentvolumeclaims", resource.namespace(), template + "-" + name() + "-" + ordinal);
    }

    private JsonNode spec() {
        return resource.json().path("spec");
    }

    private JsonNode strategy() {
        return spec().path("updateStrategy");
    }
}

package dev.gyre.schemas.defaults;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Defaults of what keeps replicas of a pod, by version: the retired ones kept fewer or more revisions, waited longer, and took
 * selector and labels from the template.
 */
public final class WorkloadDefaults {

    private static final JsonNode QUARTER = StringNode.valueOf("25%");
    private static final JsonNode ONE = IntNode.valueOf(1);

    private WorkloadDefaults() {}

    /** {@code apps/v1} and {@code apps/v1beta2}. */
    public static void deployment(ObjectNode deployment) {
        deployment(deployment, QUARTER, 10, 600);
    }

    /** {@code apps/v1beta1}: only two old revisions. */
    public static void deploymentV1beta1(ObjectNode deployment) {
        labelsFromTemplate(deployment);
        deployment(deployment, QUARTER, 2, 600);
    }

    /** {@code extensions/v1beta1}: one pod at a time, every revision kept, no deadline. */
    public static void deploymentOfExtensions(ObjectNode deployment) {
        labelsFromTemplate(deployment);
        deployment(deployment, ONE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** {@code apps/v1} and {@code apps/v1beta2}. */
    public static void replicaSet(ObjectNode replicaSet) {
        Unset.number(Unset.object(replicaSet, "spec"), "replicas", 1);
        PodDefaults.template(replicaSet);
    }

    public static void replicaSetOfExtensions(ObjectNode replicaSet) {
        labelsFromTemplate(replicaSet);
        replicaSet(replicaSet);
    }

    /** {@code v1}: its selector is a plain map, and follows from the template as its labels do. */
    public static void replicationController(ObjectNode controller) {
        JsonNode labels =
                controller.path("spec").path("template").path("metadata").path("labels");
        if (!labels.isEmpty()) {
            ObjectNode spec = Unset.object(controller, "spec");
            if (spec.path("selector").isEmpty()) {
                spec.set("selector", labels.deepCopy());
            }
            ObjectNode metadata = Unset.object(controller, "metadata");
            if (metadata.path("labels").isEmpty()) {
                metadata.set("labels", labels.deepCopy());
            }
        }
        replicaSet(controller);
    }

    private static void deployment(ObjectNode deployment, JsonNode step, int revisions, int deadlineSeconds) {
        ObjectNode spec = Unset.object(deployment, "spec");
        Unset.number(spec, "replicas", 1);
        ObjectNode strategy = Unset.object(spec, "strategy");
        Unset.string(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
            ObjectNode rollingUpdate = Unset.object(strategy, "rollingUpdate");
            step(rollingUpdate, "maxUnavailable", step);
            step(rollingUpdate, "maxSurge", step);
        }
        Unset.number(spec, "revisionHistoryLimit", revisions);
        Unset.number(spec, "progressDeadlineSeconds", deadlineSeconds);
        PodDefaults.template(deployment);
    }

    private static void step(ObjectNode rollingUpdate, String field, JsonNode step) {
        if (Unset.isMissing(rollingUpdate, field)) {
            rollingUpdate.set(field, step);
        }
    }

    static void labelsFromTemplate(ObjectNode workload) {
        JsonNode labels =
                workload.path("spec").path("template").path("metadata").path("labels");
        if (!labels.isObject() || labels.isEmpty()) {
            return;
        }
        ObjectNode spec = Unset.object(workload, "spec");
        if (Unset.isMissing(spec, "selector")) {
            spec.putObject("selector").set("matchLabels", labels.deepCopy());
        }
        ObjectNode metadata = Unset.object(workload, "metadata");
        if (metadata.path("labels").isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
    }
}

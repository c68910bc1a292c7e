package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.StatusRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod's status is its kubelet's to write; its quality of service was settled when it was created. */
final class PodStatusRules implements StatusRules {

    static final PodStatusRules INSTANCE = new PodStatusRules();

    private PodStatusRules() {}

    @Override
    public void prepareForUpdate(ObjectNode pod, ObjectNode old) {
        JsonNode qosClass = old.path("status").get("qosClass");
        if (qosClass != null) {
            pod.withObjectProperty("status").set("qosClass", qosClass);
        }
    }
}

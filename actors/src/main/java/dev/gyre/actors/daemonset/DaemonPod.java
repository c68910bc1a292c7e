package dev.gyre.actors.daemonset;

import dev.gyre.actors.workload.RevisionHistory;
import dev.gyre.actors.workload.TemplatePod;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A daemon's pod for one node. It asks for that node by name in its node affinity and leaves the binding to the scheduler; and
 * it puts up with what keeps other pods away from a node that is in trouble, since a daemon is there to help with that.
 */
final class DaemonPod {

    private static final String TEMPLATE_GENERATION = "pod-template-generation";
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    private record Tolerated(String taint, String effect) {}

    private static final List<Tolerated> TOLERATED = List.of(
            new Tolerated("node.kubernetes.io/not-ready", "NoExecute"),
            new Tolerated("node.kubernetes.io/unreachable", "NoExecute"),
            new Tolerated("node.kubernetes.io/disk-pressure", "NoSchedule"),
            new Tolerated("node.kubernetes.io/memory-pressure", "NoSchedule"),
            new Tolerated("node.kubernetes.io/pid-pressure", "NoSchedule"),
            new Tolerated("node.kubernetes.io/unschedulable", "NoSchedule"));

    private static final Tolerated NO_NETWORK = new Tolerated("node.kubernetes.io/network-unavailable", "NoSchedule");

    private DaemonPod() {}

    static ObjectNode of(DaemonSet daemonSet, String hash, String node, ResourceKey key) {
        ObjectNode pod = TemplatePod.of(
                daemonSet.template().json(),
                key,
                OwnerReference.controllerOf(DaemonSet.API_VERSION, DaemonSet.KIND, daemonSet.resource()));
        ObjectNode labels = pod.withObjectProperty("metadata").withObjectProperty("labels");
        labels.put(RevisionHistory.POD_LABEL, hash);
        if (!daemonSet.templateGeneration().isEmpty()) {
            labels.put(TEMPLATE_GENERATION, daemonSet.templateGeneration());
        }
        ObjectNode spec = pod.withObjectProperty("spec");
        spec.set("tolerations", tolerations(spec));
        ArrayNode terms = Json.MAPPER.createArrayNode();
        terms.addObject()
                .putArray("matchFields")
                .addObject()
                .put("key", "metadata.name")
                .put("operator", "In")
                .putArray("values")
                .add(node);
        spec.withObjectProperty("affinity")
                .withObjectProperty("nodeAffinity")
                .withObjectProperty(REQUIRED)
                .set("nodeSelectorTerms", terms);
        return pod;
    }

    /** Those of the template, and those of every daemon that it does not have already. */
    static ArrayNode tolerations(JsonNode podSpec) {
        ArrayNode tolerations = Json.MAPPER.createArrayNode();
        podSpec.path("tolerations").forEach(toleration -> tolerations.add(toleration.deepCopy()));
        TOLERATED.forEach(tolerated -> addUnlessPresent(tolerations, tolerated));
        if (podSpec.path("hostNetwork").asBoolean(false)) {
            addUnlessPresent(tolerations, NO_NETWORK);
        }
        return tolerations;
    }

    private static void addUnlessPresent(ArrayNode tolerations, Tolerated tolerated) {
        for (JsonNode present : tolerations) {
            if (present.path("key").asString("").equals(tolerated.taint())
                    && present.path("effect").asString("").equals(tolerated.effect())
                    && present.path("operator").asString("").equals("Exists")
                    && !present.hasNonNull("tolerationSeconds")) {
                return;
            }
        }
        tolerations
                .addObject()
                .put("key", tolerated.taint())
                .put("operator", "Exists")
                .put("effect", tolerated.effect());
    }

    /** The node that a pod is on or was made for; empty where that is not known. */
    static String node(Resource pod) {
        JsonNode spec = pod.json().path("spec");
        String bound = spec.path("nodeName").asString("");
        if (!bound.isEmpty()) {
            return bound;
        }
        JsonNode terms =
                spec.path("affinity").path("nodeAffinity").path(REQUIRED).path("nodeSelectorTerms");
        for (JsonNode field : terms.path(0).path("matchFields")) {
            if (field.path("key").asString("").equals("metadata.name")) {
                return field.path("values").path(0).asString("");
            }
        }
        return "";
    }
}

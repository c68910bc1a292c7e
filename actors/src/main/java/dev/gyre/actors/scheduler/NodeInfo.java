package dev.gyre.actors.scheduler;

import dev.gyre.actors.workload.Taint;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.address.HostPort;
import dev.gyre.schemas.quantity.ResourceAmounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A node and what is taken of it. Immutable: {@link #with} is the node after one more pod.
 *
 * @param taints the node's own, and the one that stands for "not ready" where nobody has put it there yet
 * @param podsByController how many of its pods each controller made, by the controller's uid
 */
public record NodeInfo(
        Resource node,
        ResourceAmounts allocatable,
        boolean isUnschedulable,
        List<Taint> taints,
        ResourceAmounts requested,
        ResourceAmounts scoringRequested,
        List<HostPort> hostPorts,
        Map<String, Integer> podsByController) {

    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    static NodeInfo of(Resource node, List<PodInfo> pods) {
        JsonNode status = node.json().path("status");
        JsonNode allocatable = status.path("allocatable");
        NodeInfo info = new NodeInfo(
                node,
                ResourceAmounts.of(allocatable.isEmpty() ? status.path("capacity") : allocatable),
                node.json().path("spec").path("unschedulable").asBoolean(false),
                taints(node),
                ResourceAmounts.NONE,
                ResourceAmounts.NONE,
                List.of(),
                Map.of());
        for (PodInfo pod : pods) {
            info = info.with(pod);
        }
        return info;
    }

    NodeInfo with(PodInfo pod) {
        List<HostPort> ports = hostPorts;
        if (!pod.hostPorts().isEmpty()) {
            ports = new ArrayList<>(hostPorts);
            ports.addAll(pod.hostPorts());
        }
        Map<String, Integer> controllers = podsByController;
        if (!pod.controller().isEmpty()) {
            controllers = new HashMap<>(podsByController);
            controllers.merge(pod.controller(), 1, Integer::sum);
        }
        return new NodeInfo(
                node,
                allocatable,
                isUnschedulable,
                taints,
                requested.plus(pod.requests()),
                scoringRequested.plus(pod.scoringRequests()),
                ports,
                controllers);
    }

    public String name() {
        return node.name();
    }

    public Map<String, String> labels() {
        return node.labels();
    }

    private static List<Taint> taints(Resource node) {
        List<Taint> taints = new ArrayList<>();
        for (JsonNode taint : node.json().path("spec").path("taints")) {
            taints.add(Taint.of(taint));
        }
        if (!isReady(node) && taints.stream().noneMatch(t -> t.key().equals(NOT_READY))) {
            taints.add(new Taint(NOT_READY, "", "NoSchedule"));
        }
        return List.copyOf(taints);
    }

    private static boolean isReady(Resource node) {
        for (JsonNode condition : node.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }
}

package dev.gyre.actors.autoscaling;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.AutoscalingSignal.IdleNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Nodes whose going would move no pod: all they run comes from DaemonSets, is the node's own (a mirror pod), or has ended. A pod
 * that is on its way out still counts, until it is gone.
 */
record IdleNodes(List<IdleNode> idle, long idleCount, long count) {

    /** Nodes in one signal. */
    static final int MOST_NODES = 1000;

    private static final String MIRROR = "kubernetes.io/config.mirror";

    static IdleNodes in(ClusterView view, Map<String, Instant> idleSince, Instant now) {
        List<Resource> nodes = view.list("", "nodes");
        List<IdleNode> idle = new ArrayList<>();
        for (Resource node : nodes) {
            if (view.podsOnNode(node.name()).stream().noneMatch(IdleNodes::needsItsNode)) {
                idle.add(idleNode(node, since(node, idleSince.get(node.name()), now)));
            }
        }
        idle.sort(Comparator.comparing(IdleNode::since).thenComparing(IdleNode::name));
        return new IdleNodes(idle.subList(0, Math.min(idle.size(), MOST_NODES)), idle.size(), nodes.size());
    }

    /** Whether this pod's coming or going may have made its node needed or idle: no two others need it anyway. */
    static boolean mayTurn(Resource pod, ClusterView view) {
        String node = new PodState(pod).nodeName();
        if (node.isEmpty() || isOfEveryNode(pod)) {
            return false;
        }
        return view.podsOnNode(node).stream()
                        .filter(IdleNodes::needsItsNode)
                        .limit(2)
                        .count()
                < 2;
    }

    private static boolean needsItsNode(Resource pod) {
        return !new PodState(pod).isFinished() && !isOfEveryNode(pod);
    }

    private static boolean isOfEveryNode(Resource pod) {
        OwnerReference controller = pod.controller();
        return (controller != null && controller.kind().equals("DaemonSet"))
                || pod.annotations().containsKey(MIRROR);
    }

    /** As was said before, unless that was another node of this name. */
    private static Instant since(Resource node, @Nullable Instant before, Instant now) {
        Instant created = node.creationTimestamp();
        return before == null || (created != null && before.isBefore(created)) ? now : before;
    }

    private static IdleNode idleNode(Resource node, Instant since) {
        JsonNode spec = node.json().path("spec");
        Map<String, String> allocatable = new TreeMap<>();
        node.json()
                .path("status")
                .path("allocatable")
                .properties()
                .forEach(amount ->
                        allocatable.put(amount.getKey(), amount.getValue().asString("")));
        return new IdleNode(
                node.name(),
                since,
                spec.path("providerID").asString(""),
                isReady(node),
                spec.path("unschedulable").asBoolean(false),
                allocatable);
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

package dev.gyre.actors.daemonset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.NodeSelector;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.RevisionHistory;
import dev.gyre.actors.workload.Taint;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One node as a DaemonSet sees it.
 *
 * @param shouldRun whether a pod belongs there
 * @param mayStay whether one that is there is left alone; a node may keep what it would not be given any more
 * @param pods all of the daemon's pods that are there or on their way, the one to keep first
 */
record DaemonNode(String name, boolean shouldRun, boolean mayStay, List<PodState> pods) {

    /** Those with a node before those without, then those that have been ready for longest, then the oldest. */
    private static final Comparator<PodState> TO_KEEP = Comparator.comparing(
                    (PodState pod) -> pod.nodeName().isEmpty())
            .thenComparing(DaemonNode::ready)
            .thenComparing(DaemonNode::created)
            .thenComparing(pod -> pod.resource().name());

    /** In the order of their names. Of nodes that are gone, those with pods that nobody will ever place. */
    static List<DaemonNode> all(DaemonSet daemonSet, List<PodState> pods, ClusterView view) {
        Map<String, List<PodState>> byNode = new HashMap<>();
        for (PodState pod : pods) {
            byNode.computeIfAbsent(DaemonPod.node(pod.resource()), n -> new ArrayList<>())
                    .add(pod);
        }
        JsonNode spec = daemonSet.template().json().path("spec");
        JsonNode tolerations = DaemonPod.tolerations(spec);
        List<DaemonNode> nodes = new ArrayList<>();
        for (Resource node : view.list("", "nodes")) {
            List<PodState> there = byNode.remove(node.name());
            nodes.add(of(node, spec, tolerations, there == null ? List.of() : there));
        }
        byNode.remove("");
        byNode.forEach((name, lost) -> nodes.add(new DaemonNode(
                name,
                false,
                false,
                lost.stream().filter(pod -> pod.nodeName().isEmpty()).toList())));
        nodes.sort(Comparator.comparing(DaemonNode::name));
        return nodes;
    }

    static DaemonNode of(Resource node, DaemonSet daemonSet, List<PodState> pods) {
        JsonNode spec = daemonSet.template().json().path("spec");
        return of(node, spec, DaemonPod.tolerations(spec), pods);
    }

    private static DaemonNode of(Resource node, JsonNode podSpec, JsonNode tolerations, List<PodState> pods) {
        List<PodState> sorted = pods.stream().sorted(TO_KEEP).toList();
        String named = podSpec.path("nodeName").asString("");
        if (!named.isEmpty() && !named.equals(node.name()) || !NodeSelector.admits(podSpec, node)) {
            return new DaemonNode(node.name(), false, false, sorted);
        }
        boolean mayStart = true;
        boolean mayStay = true;
        for (JsonNode json : node.json().path("spec").path("taints")) {
            Taint taint = Taint.of(json);
            boolean isTolerated = taint.isToleratedBy(tolerations);
            mayStart &= isTolerated || taint.effect().equals("PreferNoSchedule");
            mayStay &= isTolerated || !taint.effect().equals("NoExecute");
        }
        return new DaemonNode(node.name(), mayStart, mayStay, sorted);
    }

    private static Instant ready(PodState pod) {
        Instant since = pod.availableFrom(0);
        return since == null ? Instant.MAX : since;
    }

    private static Instant created(PodState pod) {
        Instant created = pod.resource().creationTimestamp();
        return created == null ? Instant.MAX : created;
    }

    List<PodState> active() {
        return pods.stream().filter(PodState::isActive).toList();
    }

    /** Those that ended by themselves and that nobody has told to go yet. */
    List<PodState> finished() {
        return pods.stream()
                .filter(pod -> pod.isFinished() && !pod.resource().isDeleting())
                .toList();
    }

    boolean hasAvailable(int minReadySeconds, Instant now) {
        return active().stream().anyMatch(pod -> pod.isAvailable(minReadySeconds, now));
    }

    static boolean isOf(PodState pod, String hash) {
        return hash.equals(pod.resource().labels().get(RevisionHistory.POD_LABEL));
    }
}

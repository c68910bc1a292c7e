package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes and what is left on them, at one revision. Immutable; the next one takes over every node on which nothing
 * changed, so it costs by the change and the number of nodes, not by their pods.
 */
final class SchedulingSnapshot {

    static final SchedulingSnapshot EMPTY = new SchedulingSnapshot(Map.of(), List.of());

    /** A node with the objects it was made from. */
    private record Entry(Resource node, List<Resource> pods, Map<String, PodInfo> read, NodeInfo info) {}

    private final Map<String, Entry> entries;
    private final List<NodeInfo> nodes;

    private SchedulingSnapshot(Map<String, Entry> entries, List<NodeInfo> nodes) {
        this.entries = entries;
        this.nodes = nodes;
    }

    /** The same as from nothing, only sooner. */
    SchedulingSnapshot next(ClusterView view) {
        Map<String, Entry> next = new HashMap<>();
        List<NodeInfo> infos = new ArrayList<>();
        for (Resource node : view.list("", "nodes")) {
            List<Resource> pods = view.podsOnNode(node.name());
            Entry known = entries.get(node.name());
            Entry entry = known != null && known.node() == node && areTheSame(known.pods(), pods)
                    ? known
                    : read(node, pods, known == null ? Map.of() : known.read());
            next.put(node.name(), entry);
            infos.add(entry.info());
        }
        return new SchedulingSnapshot(next, List.copyOf(infos));
    }

    /** A view hands out one list for as long as nothing changes on the node, so that as a rule nothing is compared one by one. */
    private static boolean areTheSame(List<Resource> some, List<Resource> others) {
        if (some == others) {
            return true;
        }
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static Entry read(Resource node, List<Resource> pods, Map<String, PodInfo> known) {
        Map<String, PodInfo> read = new HashMap<>();
        List<PodInfo> counted = new ArrayList<>();
        for (Resource pod : pods) {
            if (!isOver(pod)) {
                PodInfo before = known.get(pod.uid());
                PodInfo info = before != null && before.pod() == pod ? before : PodInfo.of(pod);
                read.put(pod.uid(), info);
                counted.add(info);
            }
        }
        return new Entry(node, pods, read, NodeInfo.of(node, counted));
    }

    /** Whether its containers have ended for good, so that it takes nothing any more. */
    static boolean isOver(Resource pod) {
        String phase = pod.json().path("status").path("phase").asString("");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Those that count on a node, in no order. */
    Collection<PodInfo> podsOn(String node) {
        Entry entry = entries.get(node);
        return entry == null ? List.of() : entry.read().values();
    }

    /** In the order of their names. */
    List<NodeInfo> nodes() {
        return nodes;
    }
}

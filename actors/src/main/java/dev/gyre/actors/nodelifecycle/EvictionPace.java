package dev.gyre.actors.nodelifecycle;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How fast lost nodes are emptied: one every ten seconds in each zone, in the order of their names. Where more than half of a
 * zone is lost the fault is more likely the network's than the nodes', so a large zone is emptied ten times slower and a small
 * one not at all; and where no node of the cluster is ready, nobody is evicted, for there is nowhere to go. The pace is read
 * from the taints that stand already, so that it survives the controller.
 */
record EvictionPace(List<Resource> zone, boolean isWholeClusterLost) {

    private static final Duration NORMAL = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofSeconds(100);
    private static final int LARGE_ZONE = 50;
    private static final double PARTIALLY_LOST = 0.55;

    static EvictionPace of(Resource node, ClusterView view) {
        List<Resource> nodes = view.list("", "nodes");
        String zone = zoneOf(node);
        return new EvictionPace(
                nodes.stream().filter(other -> zoneOf(other).equals(zone)).toList(),
                nodes.stream().noneMatch(other -> NodeConditions.of(other).isReady()));
    }

    /** When it is this node's turn, now or later; null where nobody's turn comes until things change. */
    @Nullable
    Instant turnOf(Resource node, Instant now) {
        Duration interval = interval();
        if (interval == null) {
            return null;
        }
        Instant last = zone.stream()
                .flatMap(other -> Taint.allOf(other).stream())
                .filter(Taint::evictsFromLostNode)
                .map(Taint::timeAdded)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        Instant next = last == null || last.plus(interval).isBefore(now) ? now : last.plus(interval);
        long before = zone.stream()
                .filter(other -> other.name().compareTo(node.name()) < 0)
                .filter(EvictionPace::isWaiting)
                .count();
        return next.plus(interval.multipliedBy(before));
    }

    private @Nullable Duration interval() {
        if (isWholeClusterLost) {
            return null;
        }
        long lost =
                zone.stream().filter(node -> !NodeConditions.of(node).isReady()).count();
        boolean isFullyLost = lost == zone.size();
        if (isFullyLost || lost <= 2 || (double) lost / zone.size() < PARTIALLY_LOST) {
            return NORMAL;
        }
        return zone.size() > LARGE_ZONE ? SLOW : null;
    }

    private static boolean isWaiting(Resource node) {
        return !NodeConditions.of(node).isReady() && Taint.allOf(node).stream().noneMatch(Taint::evictsFromLostNode);
    }

    private static String zoneOf(Resource node) {
        return node.labels().getOrDefault("topology.kubernetes.io/region", "") + "/"
                + node.labels().getOrDefault("topology.kubernetes.io/zone", "");
    }
}

package dev.gyre.actors.nodelifecycle;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast lost nodes are emptied: one every ten seconds in each zone, in the order of their names. Where more than half of a
 * zone is lost the fault is more likely the network's than the nodes', so a large zone is emptied ten times slower and a small
 * one not at all; and where no node of the cluster is ready, nobody is evicted, for there is nowhere to go. The pace is read
 * from the taints that stand already, so that it survives the controller. It is the same for all nodes of a view, and read
 * off it once.
 */
final class EvictionPace {

    private static final Duration NORMAL = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofSeconds(100);
    private static final int LARGE_ZONE = 50;
    private static final double PARTIALLY_LOST = 0.55;

    private final Map<String, Zone> zones = new HashMap<>();
    private boolean isWholeClusterLost = true;

    private EvictionPace() {}

    static EvictionPace of(ClusterView view) {
        EvictionPace pace = new EvictionPace();
        for (Resource node : view.list("", "nodes")) {
            Zone zone = pace.zones.computeIfAbsent(zoneOf(node), name -> new Zone());
            boolean isReady = NodeConditions.of(node).isReady();
            pace.isWholeClusterLost &= !isReady;
            zone.count(node, isReady);
        }
        return pace;
    }

    boolean isWholeClusterLost() {
        return isWholeClusterLost;
    }

    /** When it is this node's turn, now or later; null where nobody's turn comes until things change. */
    @Nullable
    Instant turnOf(Resource node, Instant now) {
        Zone zone = zones.get(zoneOf(node));
        return zone == null || isWholeClusterLost ? null : zone.turnOf(node, now);
    }

    private static String zoneOf(Resource node) {
        return node.labels().getOrDefault("topology.kubernetes.io/region", "") + "/"
                + node.labels().getOrDefault("topology.kubernetes.io/zone", "");
    }

    /** Nodes that fail together. */
    private static final class Zone {
        private int nodes;
        private int lost;
        private @Nullable Instant lastEviction;

        /** The names of those that are lost and not yet emptied, in their order, as nodes are listed by name. */
        private final List<String> waiting = new ArrayList<>();

        void count(Resource node, boolean isReady) {
            nodes++;
            lost += isReady ? 0 : 1;
            boolean isEmptied = false;
            for (Taint taint : Taint.allOf(node)) {
                Instant added = taint.timeAdded();
                if (taint.evictsFromLostNode()) {
                    isEmptied = true;
                    if (added != null && (lastEviction == null || added.isAfter(lastEviction))) {
                        lastEviction = added;
                    }
                }
            }
            if (!isReady && !isEmptied) {
                waiting.add(node.name());
            }
        }

        @Nullable
        Instant turnOf(Resource node, Instant now) {
            Duration interval = interval();
            if (interval == null) {
                return null;
            }
            Instant last = lastEviction;
            Instant next = last == null || last.plus(interval).isBefore(now) ? now : last.plus(interval);
            int place = Collections.binarySearch(waiting, node.name());
            return next.plus(interval.multipliedBy(place < 0 ? -place - 1 : place));
        }

        private @Nullable Duration interval() {
            boolean isFullyLost = lost == nodes;
            if (isFullyLost || lost <= 2 || (double) lost / nodes < PARTIALLY_LOST) {
                return NORMAL;
            }
            return nodes > LARGE_ZONE ? SLOW : null;
        }
    }
}

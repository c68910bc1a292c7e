package dev.gyre.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What whoever adds and removes nodes has to know: the pods for which there is no room, and the nodes that nobody needs. It is a
 * statement about the whole cluster at one revision, so the newest one is all that counts.
 *
 * @param revision of the cluster that it is about
 * @param time when it was made
 * @param unschedulable pods that fit nowhere, those of one shape together; the largest groups where there are too many
 * @param unschedulablePods how many such pods there are, those of groups left out among them
 * @param idle nodes that run nothing but what runs on every node; the longest idle where there are too many
 * @param idleNodes how many there are, those left out among them
 * @param nodes how many nodes the cluster has
 */
public record AutoscalingSignal(
        long revision,
        Instant time,
        List<Demand> unschedulable,
        long unschedulablePods,
        List<IdleNode> idle,
        long idleNodes,
        long nodes) {

    /**
     * Pods that ask for the same, so that a node that has room for one of them is right for all of them.
     *
     * @param since when the first of them was told that it fits nowhere; null where that is not known
     * @param requests what one of them asks for, in the API's notation
     * @param placement which nodes are right for it: of its {@code spec} {@code schedulerName}, {@code priority}, {@code
     *     nodeSelector}, {@code affinity}, {@code tolerations} and {@code topologySpreadConstraints}
     * @param message what the scheduler said of the first
     * @param examples some of them, {@code namespace/name}
     */
    public record Demand(
            long pods,
            @Nullable Instant since,
            Map<String, String> requests,
            ObjectNode placement,
            String message,
            List<String> examples) {

        public Demand {
            requests = Map.copyOf(requests);
            examples = List.copyOf(examples);
        }
    }

    /**
     * A node that nobody needs.
     *
     * @param since when it was first seen so; this outlives the process that saw it
     * @param providerId empty for none
     */
    public record IdleNode(
            String name,
            Instant since,
            String providerId,
            boolean isReady,
            boolean isCordoned,
            Map<String, String> allocatable) {

        public IdleNode {
            allocatable = Map.copyOf(allocatable);
        }
    }

    public AutoscalingSignal {
        unschedulable = List.copyOf(unschedulable);
        idle = List.copyOf(idle);
    }

    /** Whether it says the same about the cluster, whenever that was. */
    public boolean saysTheSameAs(AutoscalingSignal other) {
        return unschedulable.equals(other.unschedulable)
                && unschedulablePods == other.unschedulablePods
                && idle.equals(other.idle)
                && idleNodes == other.idleNodes
                && nodes == other.nodes;
    }
}

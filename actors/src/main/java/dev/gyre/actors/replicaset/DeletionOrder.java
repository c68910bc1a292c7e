package dev.gyre.actors.replicaset;

import dev.gyre.actors.workload.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pods go first when there are too many: those whose loss costs least. In this order: unassigned; pending, then
 * unknown; not ready; ready, but not yet for {@code minReadySeconds}; of lower deletion cost; on a node that has more of the same owner's pods; ready for a shorter time;
 * restarted more often; younger. Times are compared by their order of magnitude, and what is left is decided by uid, so that
 * a scale-down does not always hit the youngest and with it one zone.
 */
final class DeletionOrder {

    private final Map<String, Integer> relatedByNode;
    private final int minReadySeconds;
    private final Instant now;

    /** @param relatedByNode how many active pods of the same owner each node has */
    DeletionOrder(Map<String, Integer> relatedByNode, int minReadySeconds, Instant now) {
        this.relatedByNode = relatedByNode;
        this.minReadySeconds = minReadySeconds;
        this.now = now;
    }

    List<PodState> sorted(List<PodState> pods) {
        return pods.stream()
                .sorted(Comparator.comparing((PodState pod) -> !pod.nodeName().isEmpty())
                        .thenComparing(DeletionOrder::phaseRank)
                        .thenComparing(PodState::isReady)
                        .thenComparing(pod -> pod.isAvailable(minReadySeconds, now))
                        .thenComparing(PodState::deletionCost)
                        .thenComparing(pod -> -relatedByNode.getOrDefault(pod.nodeName(), 0))
                        .thenComparing(pod -> magnitude(pod.readySince()))
                        .thenComparing(pod -> -pod.restarts())
                        .thenComparing(pod -> magnitude(pod.resource().creationTimestamp()))
                        .thenComparing(pod -> pod.resource().uid()))
                .toList();
    }

    private static int phaseRank(PodState pod) {
        return switch (pod.phase()) {
            case "Running" -> 2;
            case "Unknown" -> 1;
            default -> 0;
        };
    }

    /** The binary logarithm of how long ago it was, so 40 and 60 seconds are much the same; -1 for never. */
    private int magnitude(@Nullable Instant since) {
        if (since == null) {
            return -1;
        }
        long seconds = Math.max(1, Duration.between(since, now).toSeconds());
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(seconds);
    }
}

package dev.gyre.node;

import dev.gyre.node.lifecycle.PodFootprint;
import dev.gyre.node.lifecycle.Signal;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.address.HostPort;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether the node can take a pod that is new on it beside those that it has. The scheduler has looked before, where it was
 * asked: a pod that names its node itself comes past it, and of two schedulers one does not see what the other does. Pure.
 */
final class NodeAdmission {
    private NodeAdmission() {}

    /** The order in which pods that are heard of at once are taken: those that have begun, then the older ones. */
    static List<Resource> inTurn(List<Resource> pods) {
        return pods.stream()
                .sorted(Comparator.comparing((Resource pod) -> !hasBegun(pod))
                        .thenComparing(pod -> Objects.requireNonNullElse(pod.creationTimestamp(), Instant.MAX)))
                .toList();
    }

    private static boolean hasBegun(Resource pod) {
        return pod.json().path("status").hasNonNull("startTime");
    }

    /** Empty for a pod that may run, and for one that has begun to: nothing is taken back from that. */
    static Optional<Signal> refusal(Resource pod, Collection<PodWorker> all) {
        List<HostPort> wanted = HostPort.of(pod.json().path("spec"));
        if (wanted.isEmpty() || hasBegun(pod) || pod.isDeleting()) {
            return Optional.empty();
        }
        boolean isTaken = all.stream()
                .filter(other -> !other.uid().equals(pod.uid()) && PodFootprint.hasPorts(other.state))
                .flatMap(other -> HostPort.of(other.pod.json().path("spec")).stream())
                .anyMatch(taken -> wanted.stream().anyMatch(taken::conflictsWith));
        return isTaken
                ? Optional.of(new Signal.Refused(
                        "NodePorts",
                        "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"))
                : Optional.empty();
    }
}

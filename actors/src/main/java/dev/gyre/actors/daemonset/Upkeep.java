package dev.gyre.actors.daemonset;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.PodWork;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts each node right by itself: makes the pod that is missing, replaces the one that ended, takes away what is too much or
 * has no business there. A pod that is on its way out still has its node, as it may hold a port that its successor needs.
 */
final class Upkeep {

    private final DaemonSet daemonSet;
    private final String hash;
    private final PodWork work;
    private final Instant now;
    private int creationsLeft;
    private @Nullable Instant wakeAt;

    /** @param mostCreations how many pods this round may make */
    Upkeep(DaemonSet daemonSet, String hash, PodWork work, int mostCreations, Instant now) {
        this.daemonSet = daemonSet;
        this.hash = hash;
        this.work = work;
        this.creationsLeft = mostCreations;
        this.now = now;
    }

    /** When a pod that ended may be replaced; null where none waits. */
    @Nullable
    Instant wakeAt() {
        return wakeAt;
    }

    void keep(DaemonNode node, boolean allowsSurge) {
        if (!node.mayStay()) {
            node.pods().stream()
                    .filter(pod -> !pod.resource().isDeleting())
                    .forEach(pod -> work.delete(pod.resource()));
            return;
        }
        if (node.shouldRun() && node.pods().isEmpty()) {
            create(node);
        }
        node.finished().forEach(pod -> replace(pod, node));
        if (allowsSurge) {
            keepOneOfEach(node);
        } else {
            node.active().stream().skip(1).forEach(pod -> work.delete(pod.resource()));
        }
    }

    void create(DaemonNode node) {
        if (creationsLeft > 0) {
            creationsLeft--;
            ResourceKey key = work.nextKey();
            work.create(key, DaemonPod.of(daemonSet, hash, node.name(), key));
        }
    }

    /** The replacement comes first: it knows how many failed before it, and what has ended is in nobody's way. */
    private void replace(PodState ended, DaemonNode node) {
        Instant end = Backoff.end(ended);
        if (end.isAfter(now)) {
            wakeAt = wakeAt == null || end.isBefore(wakeAt) ? end : wakeAt;
            return;
        }
        boolean isLast = node.pods().stream().allMatch(pod -> pod == ended);
        Command deletion = work.deletion(ended.resource());
        if (!isLast || !node.shouldRun()) {
            work.delete(ended.resource());
        } else if (creationsLeft > 0) {
            creationsLeft--;
            ResourceKey key = work.nextKey();
            ObjectNode pod = DaemonPod.of(daemonSet, hash, node.name(), key);
            Backoff.note(ended, pod);
            work.add(List.of(work.creation(key, pod), deletion), "SuccessfulCreate", "Created pod: " + key.name());
        } else {
            return;
        }
        tell(ended, node);
    }

    private void tell(PodState ended, DaemonNode node) {
        boolean hasFailed = ended.phase().equals("Failed");
        work.warn(
                hasFailed ? "FailedDaemonPod" : "SucceededDaemonPod",
                "Found %s daemon pod %s/%s on node %s, will try to %s it"
                        .formatted(
                                hasFailed ? "failed" : "succeeded",
                                ended.resource().namespace(),
                                ended.resource().name(),
                                node.name(),
                                hasFailed ? "kill" : "delete"));
    }

    /** During a surge an old pod and a new one; the old one goes when it is of no use or the new one has come up. */
    private void keepOneOfEach(DaemonNode node) {
        List<PodState> updated =
                node.active().stream().filter(p -> DaemonNode.isOf(p, hash)).toList();
        List<PodState> old =
                node.active().stream().filter(p -> !DaemonNode.isOf(p, hash)).toList();
        updated.stream().skip(1).forEach(pod -> work.delete(pod.resource()));
        boolean isReplaced = !updated.isEmpty()
                && !old.isEmpty()
                && (!old.getFirst().isReady() || updated.getFirst().isAvailable(daemonSet.minReadySeconds(), now));
        old.stream().skip(isReplaced ? 0 : 1).forEach(pod -> work.delete(pod.resource()));
    }
}

package dev.gyre.actors.daemonset;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.PodWork;
import java.time.Instant;
import java.util.List;

/**
 * Replaces pods of older templates, node by node. Either an old pod is deleted, and {@link Upkeep} makes the new one when it has
 * gone; or, with a surge, the new one comes first. Old pods that serve nobody cost nothing and go at once.
 */
final class RollingUpdate {

    private final DaemonSet daemonSet;
    private final String hash;
    private final PodWork work;
    private final Upkeep upkeep;
    private final Instant now;

    RollingUpdate(DaemonSet daemonSet, String hash, PodWork work, Upkeep upkeep, Instant now) {
        this.daemonSet = daemonSet;
        this.hash = hash;
        this.work = work;
        this.upkeep = upkeep;
        this.now = now;
    }

    void step(List<DaemonNode> nodes) {
        List<DaemonNode> desired = nodes.stream().filter(DaemonNode::shouldRun).toList();
        int maxSurge = daemonSet.maxSurge(desired.size());
        if (maxSurge > 0) {
            int surging =
                    (int) nodes.stream().filter(n -> n.active().size() > 1).count();
            surgeOn(desired, maxSurge - surging);
        } else {
            deleteOn(desired, daemonSet.maxUnavailable(desired.size()));
        }
    }

    /** Of 10 nodes with 3 that may be without a pod, and 1 that is: 2 old pods may go. */
    private void deleteOn(List<DaemonNode> nodes, int maxUnavailable) {
        int unavailable = 0;
        for (DaemonNode node : nodes) {
            unavailable += isServed(node) ? 0 : 1;
        }
        int mayGo = maxUnavailable - unavailable;
        for (DaemonNode node : nodes) {
            if (!hasOnlyAnOldPod(node)) {
                continue;
            }
            PodState old = node.active().getFirst();
            if (!isServed(node)) {
                work.delete(old.resource());
            } else if (mayGo > 0) {
                mayGo--;
                work.delete(old.resource());
            }
        }
    }

    private void surgeOn(List<DaemonNode> nodes, int most) {
        int mayCome = most;
        for (DaemonNode node : nodes) {
            if (!hasOnlyAnOldPod(node)) {
                continue;
            }
            if (!node.active().getFirst().isReady()) {
                work.delete(node.active().getFirst().resource());
            } else if (mayCome > 0) {
                mayCome--;
                upkeep.create(node);
            }
        }
    }

    /** What else is there, upkeep sees to first. */
    private boolean hasOnlyAnOldPod(DaemonNode node) {
        List<PodState> active = node.active();
        return active.size() == 1 && !DaemonNode.isOf(active.getFirst(), hash);
    }

    private boolean isServed(DaemonNode node) {
        return node.active().size() == 1 && node.hasAvailable(daemonSet.minReadySeconds(), now);
    }
}

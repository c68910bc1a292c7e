package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;

/** The pods of one controller are kept apart: the fewer of them a node has, the better. */
public final class OwnerSpread implements Score {

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.controller().isEmpty();
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        return pod.controller().isEmpty() ? 0 : node.podsByController().getOrDefault(pod.controller(), 0);
    }

    @Override
    public Scale scale() {
        return Scale.LEAST_IS_BEST;
    }
}

package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;
import dev.gyre.schemas.quantity.ResourceAmounts;

/**
 * Nodes are better where cpu and memory would run out together: 100 less the standard deviation of the two shares in
 * per cent. With half the cpu and half the memory taken that is 100; with 80 % and 20 %, 100 - 30 = 70.
 */
public final class BalancedAllocation implements Score {

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        double deviation =
                Math.abs(taken(pod, node, ResourceAmounts.CPU) - taken(pod, node, ResourceAmounts.MEMORY)) / 2;
        return (long) ((1 - deviation) * HIGHEST);
    }

    private static double taken(PodInfo pod, NodeInfo node, String name) {
        long capacity = node.allocatable().get(name);
        double asked = node.requested().get(name) + pod.requests().get(name);
        return capacity == 0 ? 1 : Math.min(1, asked / capacity);
    }
}

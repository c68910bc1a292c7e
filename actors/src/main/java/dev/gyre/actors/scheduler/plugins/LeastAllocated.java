package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;
import dev.gyre.schemas.quantity.ResourceAmounts;
import java.util.List;

/**
 * Emptier nodes are better: the mean, over cpu and memory, of the share that would be left. With 4 cores of which 1 would
 * be taken and 8 GiB of which 4 would be, that is (75 + 50) / 2 = 62.
 */
public final class LeastAllocated implements Score {

    private static final List<String> COMPARED = List.of(ResourceAmounts.CPU, ResourceAmounts.MEMORY);

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        long sum = 0;
        int compared = 0;
        for (String name : COMPARED) {
            long capacity = node.allocatable().get(name);
            if (capacity > 0) {
                long left = capacity
                        - node.scoringRequested().get(name)
                        - pod.scoringRequests().get(name);
                sum += Math.max(0, (long) (HIGHEST * (double) left / capacity));
                compared++;
            }
        }
        return compared == 0 ? 0 : sum / compared;
    }
}

package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.schemas.quantity.ResourceAmounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a pod asks for must be left of what the node can give: cpu, memory, places for pods, and anything else by name. */
public final class NodeResourcesFit implements Filter {

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        List<String> reasons = List.of();
        for (Map.Entry<String, Long> asked : pod.requests().asMap().entrySet()) {
            String name = asked.getKey();
            long left = node.allocatable().get(name) - node.requested().get(name);
            if (asked.getValue() > 0 && asked.getValue() > left) {
                reasons = reasons.isEmpty() ? new ArrayList<>() : reasons;
                reasons.add(name.equals(ResourceAmounts.PODS) ? "Too many pods" : "Insufficient " + name);
            }
        }
        return reasons;
    }

    @Override
    public boolean isAboutOtherPods() {
        return true;
    }
}

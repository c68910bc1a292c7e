package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.workload.Taint;
import java.util.List;

/** A cordoned node takes only pods that tolerate the taint which stands for being cordoned. */
public final class NodeUnschedulable implements Filter {

    private static final Taint CORDONED = new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        return node.isUnschedulable() && !CORDONED.isToleratedBy(pod.tolerations())
                ? List.of("node(s) were unschedulable")
                : List.of();
    }
}

package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.schemas.address.HostPort;
import java.util.List;

/** A port of the node belongs to one pod at a time. */
public final class NodePorts implements Filter {

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.hostPorts().isEmpty();
    }

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        for (HostPort wanted : pod.hostPorts()) {
            if (node.hostPorts().stream().anyMatch(wanted::conflictsWith)) {
                return List.of("node(s) didn't have free ports for the requested pod ports");
            }
        }
        return List.of();
    }

    @Override
    public boolean isAboutOtherPods() {
        return true;
    }
}

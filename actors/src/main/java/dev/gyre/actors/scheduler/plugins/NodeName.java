package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import java.util.List;

/** A pod that names its node runs there only. */
public final class NodeName implements Filter {

    @Override
    public boolean concerns(PodInfo pod) {
        return pod.spec().hasNonNull("nodeName");
    }

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        String wanted = pod.spec().path("nodeName").asString("");
        return wanted.isEmpty() || wanted.equals(node.name())
                ? List.of()
                : List.of("node(s) didn't match the requested node name");
    }
}

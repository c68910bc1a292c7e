package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodClaims;
import dev.gyre.actors.scheduler.PodInfo;
import java.util.List;

/** A pod runs where its volumes can be reached, and where those can be had that it has not got yet. */
public final class VolumeBinding implements Filter {

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.claims().equals(PodClaims.NONE);
    }

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        if (!pod.claims().reachesAll(node.node())) {
            return List.of("node(s) had volume node affinity conflict");
        }
        return pod.claims().isServedOn(node.node())
                ? List.of()
                : List.of("node(s) didn't find available persistent volumes to bind");
    }
}

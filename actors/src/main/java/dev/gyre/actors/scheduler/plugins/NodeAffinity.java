package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;
import dev.gyre.actors.workload.NodeSelector;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A pod's {@code nodeSelector} and required node affinity say where it may run; preferred terms add their weight to the
 * nodes they match.
 */
public final class NodeAffinity implements Filter, Score {

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.spec().path("nodeSelector").isEmpty() || !affinity(pod).isEmpty();
    }

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        return NodeSelector.admits(pod.spec(), node.node())
                ? List.of()
                : List.of("node(s) didn't match Pod's node affinity/selector");
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        long weight = 0;
        for (JsonNode preferred : affinity(pod).path("preferredDuringSchedulingIgnoredDuringExecution")) {
            if (NodeSelector.matchesTerm(preferred.path("preference"), node.node())) {
                weight += preferred.path("weight").asLong(0);
            }
        }
        return weight;
    }

    @Override
    public Scale scale() {
        return Scale.MOST_IS_BEST;
    }

    private static JsonNode affinity(PodInfo pod) {
        return pod.spec().path("affinity").path("nodeAffinity");
    }
}

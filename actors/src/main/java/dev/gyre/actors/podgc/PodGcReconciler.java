package dev.gyre.actors.podgc;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Disruption;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Removes pods whose end no kubelet will report: those bound to a node that is gone, those that were deleted before they had
 * a node, and deleted ones on a node that its operator has declared out of service. A node that comes back under its name
 * within 40 s finds its pods; until then they are only marked, and the mark is what remembers since when.
 */
public final class PodGcReconciler implements Reconciler {

    private static final Duration QUARANTINE = Duration.ofSeconds(40);
    private static final String REASON = "DeletionByPodGC";
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    @Override
    public String name() {
        return "podgc";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        Set<ResourceKey> keys = new LinkedHashSet<>();
        switch (event.key().groupResource()) {
            case "pods" -> {
                if (view.get(event.key()).map(pod -> mayBeLost(pod, view)).orElse(false)) {
                    keys.add(event.key());
                }
            }
            case "nodes" -> {
                if (view.get(event.key()).map(PodGcReconciler::isOutOfService).orElse(true)) {
                    view.podsOnNode(event.key().name()).forEach(pod -> keys.add(pod.key()));
                }
            }
            default -> {}
        }
        return keys;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource pod = view.get(key).orElse(null);
        if (pod == null || !mayBeLost(pod, view)) {
            return Decision.NOTHING;
        }
        String node = new PodState(pod).nodeName();
        if (node.isEmpty()) {
            return Decision.of(List.of(removal(pod)), "it was deleted before it had a node");
        }
        if (view.get(nodeKey(node)).isPresent()) {
            return Decision.of(List.of(removal(pod)), "it is terminating on " + node + ", which is out of service");
        }
        Instant marked = Disruption.markedAt(pod, REASON);
        if (marked == null) {
            return Decision.of(
                            List.of(Disruption.mark(pod, REASON, "PodGC: node no longer exists", now)),
                            "its node " + node + " is gone")
                    .wakingAt(now.plus(QUARANTINE));
        }
        Instant end = marked.plus(QUARANTINE);
        if (end.isAfter(now)) {
            return Decision.waitUntil(end, "its node " + node + " may come back");
        }
        return Decision.of(List.of(removal(pod)), "its node " + node + " has not come back");
    }

    private static boolean mayBeLost(Resource pod, ClusterView view) {
        String node = new PodState(pod).nodeName();
        if (node.isEmpty()) {
            return pod.isDeleting();
        }
        return view.get(nodeKey(node))
                .map(found -> pod.isDeleting() && isOutOfService(found))
                .orElse(true);
    }

    private static boolean isOutOfService(Resource node) {
        for (JsonNode taint : node.json().path("spec").path("taints")) {
            if (taint.path("key").asString("").equals(OUT_OF_SERVICE)) {
                return true;
            }
        }
        return false;
    }

    /** At once, since there is nobody who could end it. */
    static Command removal(Resource pod) {
        return new Command.Delete(pod.key(), pod.uid(), null, Command.Propagation.BACKGROUND, 0L, List.of());
    }

    private static ResourceKey nodeKey(String name) {
        return ResourceKey.clusterScoped("", "nodes", name);
    }
}

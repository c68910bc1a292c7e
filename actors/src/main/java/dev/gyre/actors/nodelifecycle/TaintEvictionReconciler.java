package dev.gyre.actors.nodelifecycle;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Disruption;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a pod when its node has a taint of effect {@code NoExecute} that the pod does not tolerate, at once, or tolerates
 * for some seconds only, after those. The seconds count from the time when the taint was added.
 */
public final class TaintEvictionReconciler implements Reconciler {

    private final EventCommands events = new EventCommands("taint-eviction-controller");

    @Override
    public String name() {
        return "tainteviction";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        Set<ResourceKey> keys = new LinkedHashSet<>();
        switch (event.key().groupResource()) {
            case "pods" -> {
                if (!evictingTaints(event.resource(), view).isEmpty()) {
                    keys.add(event.key());
                }
            }
            case "nodes" -> {
                if (Taint.allOf(event.resource()).stream().anyMatch(TaintEvictionReconciler::isEvicting)) {
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
        if (pod == null || !new PodState(pod).isActive()) {
            return Decision.NOTHING;
        }
        List<Taint> taints = evictingTaints(pod, view);
        Instant end = toleratedUntil(taints, Toleration.allOf(pod));
        if (end == null) {
            return Decision.NOTHING;
        }
        if (end.isAfter(now)) {
            return Decision.waitUntil(end, "it tolerates the taints of its node for a while");
        }
        return evict(pod, view, now);
    }

    private static List<Taint> evictingTaints(Resource pod, ClusterView view) {
        ResourceKey node = ResourceKey.clusterScoped("", "nodes", new PodState(pod).nodeName());
        return view.get(node).map(Taint::allOf).orElse(List.of()).stream()
                .filter(TaintEvictionReconciler::isEvicting)
                .toList();
    }

    private static boolean isEvicting(Taint taint) {
        return taint.effect().equals(Taint.NO_EXECUTE);
    }

    /** The earliest end of all tolerations that count; the beginning of time for a taint without one; null for never. */
    private static @Nullable Instant toleratedUntil(List<Taint> taints, List<Toleration> tolerations) {
        Instant earliest = null;
        for (Taint taint : taints) {
            List<Toleration> matching =
                    tolerations.stream().filter(t -> t.tolerates(taint)).toList();
            if (matching.isEmpty()) {
                return Instant.EPOCH;
            }
            Instant added = taint.timeAdded() == null ? Instant.EPOCH : taint.timeAdded();
            for (Toleration toleration : matching) {
                if (toleration.seconds() != null) {
                    Instant end = added.plusSeconds(toleration.seconds());
                    earliest = earliest == null || end.isBefore(earliest) ? end : earliest;
                }
            }
        }
        return earliest;
    }

    private Decision evict(Resource pod, ClusterView view, Instant now) {
        String message = "Marking for deletion Pod " + pod.namespace() + "/" + pod.name();
        List<Command> chain = List.of(
                Disruption.mark(pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", now),
                new Command.Delete(pod.key(), pod.uid(), null, Command.Propagation.BACKGROUND, null, List.of()),
                events.normal(pod, view.revision(), 0, "TaintManagerEviction", message, now));
        return Decision.of(chain, "its node has a taint that it does not tolerate");
    }
}

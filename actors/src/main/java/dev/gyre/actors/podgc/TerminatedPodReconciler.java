package dev.gyre.actors.podgc;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Removes pods that have ended, when there are too many of them in the cluster: those that were evicted first, and then the
 * oldest. It is one decision about all of them, and stands on the log as one about the namespace {@code kube-system}.
 */
public final class TerminatedPodReconciler implements Reconciler {

    /** How many pods that have ended are kept, for those who want to look at them. */
    public static final int STANDARD_THRESHOLD = 12_500;

    /** More go in the decisions that follow. */
    private static final int MOST_AT_ONCE = 500;

    private static final ResourceKey KEY = ResourceKey.clusterScoped("", "namespaces", "kube-system");
    private static final Comparator<Resource> FIRST_TO_GO = Comparator.comparing((Resource pod) -> !isEvicted(pod))
            .thenComparing(TerminatedPodReconciler::created)
            .thenComparing(Resource::key);

    private final int threshold;

    /** @param threshold how many are kept */
    public TerminatedPodReconciler(int threshold) {
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "terminatedpods";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        boolean mayBeTooMany = event.key().groupResource().equals("pods")
                && view.finishedPodCount() > threshold
                && new PodState(event.resource()).isFinished();
        return mayBeTooMany ? Set.of(KEY) : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        List<Resource> finished =
                view.finishedPods().stream().filter(pod -> !pod.isDeleting()).toList();
        int surplus = finished.size() - threshold;
        if (surplus <= 0) {
            return Decision.NOTHING;
        }
        List<Command> removals = finished.stream()
                .sorted(FIRST_TO_GO)
                .limit(Math.min(surplus, MOST_AT_ONCE))
                .map(PodGcReconciler::removal)
                .toList();
        return Decision.independent(
                removals, "of " + finished.size() + " pods that have ended " + threshold + " are kept");
    }

    private static boolean isEvicted(Resource pod) {
        return pod.json().path("status").path("reason").asString("").equals("Evicted");
    }

    private static Instant created(Resource pod) {
        Instant created = pod.creationTimestamp();
        return created == null ? Instant.EPOCH : created;
    }
}

package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Assigns waiting pods to nodes. Its one key is its profile: each decision is about all waiting pods at once, in the order
 * of priority and age, each placed on what the ones before it have left. A pod that fits nowhere is told so in its
 * condition {@code PodScheduled}, when that says something new; where less important pods can make room for it they are
 * deleted, and it waits for that room, which nobody who comes after it gets. The decision is bounded; where more is left to do, the
 * next one follows as soon as the view has this one's writes.
 */
public final class SchedulerReconciler implements Reconciler {

    private static final Comparator<PodInfo> QUEUE = Comparator.comparing(PodInfo::priority, Comparator.reverseOrder())
            .thenComparing(PodInfo::created)
            .thenComparing(pod -> pod.pod().key());

    private final Profile profile;

    /** The last snapshot, to derive the next from; what comes out does not depend on it. */
    private volatile SchedulingSnapshot last = SchedulingSnapshot.EMPTY;

    public SchedulerReconciler() {
        this(Profile.standard());
    }

    public SchedulerReconciler(Profile profile) {
        this.profile = profile;
    }

    @Override
    public String name() {
        return "scheduler";
    }

    /** The one key: the profile. */
    public ResourceKey key() {
        return ResourceKey.clusterScoped("", "schedulers", profile.name());
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        boolean matters = switch (event.key().groupResource()) {
            case "nodes", "persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io" -> true;
            case "pods" ->
                isWaiting(event.resource()) || givesBack(event) || ClaimBook.usesAlone(event.resource(), view);
            default -> false;
        };
        return matters ? Set.of(key()) : Set.of();
    }

    /** A pod that ends or goes leaves room. */
    private static boolean givesBack(ResourceEvent event) {
        boolean isAssigned = !nodeName(event.resource()).isEmpty();
        return isAssigned
                && (event.type() == ResourceEvent.Type.DELETED || SchedulingSnapshot.isOver(event.resource()));
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        List<PodInfo> waiting = view.podsOnNode("").stream()
                .filter(this::isWaiting)
                .map(PodInfo::of)
                .sorted(QUEUE)
                .toList();
        if (waiting.isEmpty()) {
            return Decision.NOTHING;
        }
        SchedulingSnapshot snapshot = last.next(view);
        last = snapshot;
        return new SchedulingRound(profile, view, now, snapshot).place(waiting);
    }

    private boolean isWaiting(Resource pod) {
        JsonNode spec = pod.json().path("spec");
        String scheduler = spec.path("schedulerName").asString("");
        return (scheduler.isEmpty() ? Profile.DEFAULT_NAME : scheduler).equals(profile.name())
                && nodeName(pod).isEmpty()
                && !pod.isDeleting()
                && !SchedulingSnapshot.isOver(pod)
                && spec.path("schedulingGates").isEmpty();
    }

    static String nodeName(Resource pod) {
        return pod.json().path("spec").path("nodeName").asString("");
    }
}

package dev.gyre.actors.daemonset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.ObjectReconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.GoingNamespace;
import dev.gyre.actors.workload.PodRefusal;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.PodWork;
import dev.gyre.actors.workload.RevisionHistory;
import dev.gyre.actors.workload.RevisionedRound;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a DaemonSet's pod on every node that fits: it records the template as a revision, claims the pods that are its own,
 * puts each node right, replaces old pods as far as the update strategy allows, and says in the status what it saw.
 */
public final class DaemonSetReconciler implements ObjectReconciler {

    private final EventCommands events = new EventCommands("daemonset-controller");

    @Override
    public String name() {
        return "daemonset";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return switch (event.key().groupResource()) {
            case "daemonsets.apps" -> Set.of(event.key());
            case "pods" -> daemonSetsOf(event.resource(), view);
            case "controllerrevisions.apps" -> ownerOf(event.resource());
            case "nodes" -> daemonSetsConcernedBy(event, view);
            default -> Set.of();
        };
    }

    /** A node that takes pods again, or takes none any more, may have been as it should before, and be so now. */
    @Override
    public boolean mayLeaveSomebody(Resource was, Resource is) {
        return ObjectReconciler.super.mayLeaveSomebody(was, is)
                || is.key().groupResource().equals("nodes")
                        && !was.json().path("spec").equals(is.json().path("spec"));
    }

    /** After a refusal one pod is tried at a time, until one is taken. */
    @Override
    public Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now) {
        DaemonSet daemonSet = DaemonSet.of(resource);
        if (daemonSet.selector().isEmpty()) {
            return Selector.REFUSED;
        }
        Claim claim = Claim.ofPods(resource, DaemonSet.KIND, daemonSet.selector(), view);
        RevisionHistory history =
                RevisionHistory.of(resource, DaemonSet.KIND, RevisionHistory.POD_LABEL, daemonSet.selector(), view);
        List<PodState> pods = claim.owned().stream().map(PodState::new).toList();
        List<DaemonNode> nodes = DaemonNode.all(daemonSet, pods, view);
        RevisionedRound round = new RevisionedRound(history, claim, daemonSet.template(), daemonSet.collisionCount());
        Resource revision = round.revision();
        String hash = revision == null ? "" : revision.labels().getOrDefault(RevisionHistory.POD_LABEL, "");

        Instant wakeAt = null;
        if (revision != null && round.isAlive()) {
            PodWork work = new PodWork(events, resource, view, now);
            wakeAt = work(daemonSet, nodes, hash, work, mostCreations(daemonSet, refusals, view), now);
            round.add(work.chains());
            round.trim(inUse(history, revision, pods), daemonSet.revisionHistoryLimit());
        }
        List<List<Command>> chains =
                round.endingWith(DaemonSetStatus.command(daemonSet, nodes, hash, round.collisionCount(), now));
        PodRefusal refusal = PodRefusal.of(refusals);
        if (refusal != null) {
            chains.add(List.of(events.warningAgain(resource, view, refusal.reason(), refusal.told(), now)));
        }
        return Decision.chains(chains, reason(nodes, hash))
                .wakingAt(earliest(wakeAt, nextPodToBecomeAvailable(daemonSet, pods, now)));
    }

    private static int mostCreations(DaemonSet daemonSet, List<Refusal> refusals, ClusterView view) {
        if (GoingNamespace.isOf(daemonSet.resource(), view)) {
            return 0;
        }
        return PodRefusal.of(refusals) == null
                ? PodWork.most(daemonSet.template().json())
                : 1;
    }

    /** When to look again at pods that wait for their replacement. */
    private static @Nullable Instant work(
            DaemonSet daemonSet, List<DaemonNode> nodes, String hash, PodWork work, int mostCreations, Instant now) {
        int desired = (int) nodes.stream().filter(DaemonNode::shouldRun).count();
        Upkeep upkeep = new Upkeep(daemonSet, hash, work, mostCreations, now);
        nodes.forEach(node -> upkeep.keep(node, daemonSet.maxSurge(desired) > 0));
        if (daemonSet.isRolling()) {
            new RollingUpdate(daemonSet, hash, work, upkeep, now).step(nodes);
        }
        return upkeep.wakeAt();
    }

    private static Set<String> inUse(RevisionHistory history, Resource current, List<PodState> pods) {
        Set<String> hashes = new LinkedHashSet<>();
        pods.forEach(pod -> hashes.add(pod.resource().labels().getOrDefault(RevisionHistory.POD_LABEL, "")));
        Set<String> names = new LinkedHashSet<>(Set.of(current.name()));
        for (Resource revision : history.revisions()) {
            if (hashes.contains(revision.labels().getOrDefault(RevisionHistory.POD_LABEL, ""))) {
                names.add(revision.name());
            }
        }
        return names;
    }

    private static @Nullable Instant nextPodToBecomeAvailable(DaemonSet daemonSet, List<PodState> pods, Instant now) {
        return pods.stream()
                .filter(PodState::isActive)
                .map(pod -> pod.availableFrom(daemonSet.minReadySeconds()))
                .filter(Objects::nonNull)
                .filter(from -> from.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
        return a == null || b != null && b.isBefore(a) ? b : a;
    }

    private static String reason(List<DaemonNode> nodes, String hash) {
        long desired = nodes.stream().filter(DaemonNode::shouldRun).count();
        long updated = nodes.stream()
                .filter(DaemonNode::shouldRun)
                .filter(node -> node.active().stream().anyMatch(pod -> DaemonNode.isOf(pod, hash)))
                .count();
        return updated + " of " + desired + " nodes have a pod of the newest template";
    }

    private static Set<ResourceKey> ownerOf(Resource child) {
        OwnerReference owner = child.controller();
        return owner != null
                        && owner.kind().equals(DaemonSet.KIND)
                        && owner.group().equals("apps")
                ? Set.of(key(child.namespace(), owner.name()))
                : Set.of();
    }

    /** The one that controls the pod; of a pod without a controller, those that may want it. */
    private static Set<ResourceKey> daemonSetsOf(Resource pod, ClusterView view) {
        if (pod.controller() != null) {
            return ownerOf(pod);
        }
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (Resource candidate : view.list("apps", "daemonsets", pod.namespace())) {
            if (DaemonSet.of(candidate).selector().matches(pod.labels())) {
                keys.add(candidate.key());
            }
        }
        return keys;
    }

    /**
     * All that do not have an active pod on that node already as they should: nodes report often, and most reports change
     * nothing for anybody.
     */
    private static Set<ResourceKey> daemonSetsConcernedBy(ResourceEvent event, ClusterView view) {
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (Resource candidate : view.list("apps", "daemonsets")) {
            List<PodState> there = view.podsOnNode(event.key().name()).stream()
                    .filter(pod ->
                            pod.controller() != null && pod.controller().uid().equals(candidate.uid()))
                    .map(PodState::new)
                    .toList();
            DaemonSet daemonSet = DaemonSet.of(candidate);
            boolean isAsItShould = there.size() == 1
                    && there.getFirst().isActive()
                    && event.type() == ResourceEvent.Type.MODIFIED
                    && DaemonNode.of(event.resource(), daemonSet, there).shouldRun();
            if (!isAsItShould) {
                keys.add(candidate.key());
            }
        }
        return keys;
    }

    private static ResourceKey key(String namespace, String name) {
        return ResourceKey.namespaced("apps", "daemonsets", namespace, name);
    }
}

package dev.gyre.actors.replicaset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.ObjectReconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.GoingNamespace;
import dev.gyre.actors.workload.PodRefusal;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.PodWork;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.actors.workload.TemplatePod;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as many pods as a ReplicaSet, or a ReplicationController, asks for: it claims those that are its own, makes the missing ones, deletes those
 * that are too many, and says in the status what it saw. Each pod is a chain of commands of its own, so that a thousand are
 * asked for at once and one that is refused holds up no other.
 */
public final class ReplicaSetReconciler implements ObjectReconciler {

    private final ReplicaKind kind;
    private final EventCommands events;

    public ReplicaSetReconciler() {
        this(ReplicaKind.REPLICA_SET);
    }

    public ReplicaSetReconciler(ReplicaKind kind) {
        this.kind = kind;
        this.events = new EventCommands(kind.component());
    }

    @Override
    public String name() {
        return kind.reconciler();
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        if (kind.isOf(key)) {
            return Set.of(key);
        }
        return key.groupResource().equals("pods") ? ownersOf(event.resource(), view) : Set.of();
    }

    /** After a refusal one pod is tried at a time, until one is taken. */
    @Override
    public Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now) {
        ReplicaSet replicaSet = kind.read(resource);
        Claim claim = Claim.ofPods(resource, kind.kind(), replicaSet.selector(), view);
        List<PodState> pods = claim.owned().stream()
                .map(PodState::new)
                .filter(PodState::isActive)
                .toList();
        int missing = resource.isDeleting() ? 0 : replicaSet.replicas() - pods.size();

        PodRefusal failure = PodRefusal.of(refusals);

        List<List<Command>> chains = new ArrayList<>();
        claim.releases().forEach(release -> chains.add(List.of(release)));
        PodWork work = new PodWork(events, resource, view, now);
        if (missing > 0 && !GoingNamespace.isOf(resource, view)) {
            create(replicaSet, failure == null ? missing : 1, work);
        } else if (missing < 0) {
            delete(replicaSet, pods, -missing, work, view, now);
        }
        chains.addAll(work.chains());
        List<Command> adoptionsThenStatus = new ArrayList<>(claim.adoptions());
        status(replicaSet, pods, ReplicaFailure.conditions(resource, failure, missing == 0, now), now)
                .ifPresent(adoptionsThenStatus::add);
        chains.add(adoptionsThenStatus);
        if (failure != null) {
            chains.add(List.of(events.warningAgain(resource, view, failure.reason(), failure.told(), now)));
        }

        return Decision.chains(chains, reason(replicaSet, pods.size(), missing))
                .wakingAt(nextPodToBecomeAvailable(replicaSet, pods, now));
    }

    private void create(ReplicaSet replicaSet, int missing, PodWork work) {
        OwnerReference owner = OwnerReference.controllerOf(kind.apiVersion(), kind.kind(), replicaSet.resource());
        for (int i = 0; i < Math.min(missing, PodWork.most(replicaSet.template())); i++) {
            ResourceKey key = work.nextKey();
            work.create(key, TemplatePod.of(replicaSet.template(), key, owner));
        }
    }

    private static void delete(
            ReplicaSet replicaSet, List<PodState> pods, int surplus, PodWork work, ClusterView view, Instant now) {
        DeletionOrder order = new DeletionOrder(relatedPodsByNode(replicaSet, view), replicaSet.minReadySeconds(), now);
        order.sorted(pods).stream()
                .limit(Math.min(surplus, PodWork.MAX_PODS_A_ROUND))
                .forEach(pod -> work.delete(pod.resource()));
    }

    /** Active pods on each node, over all ReplicaSets of the same owner: a surge is taken from where it is densest. */
    private static Map<String, Integer> relatedPodsByNode(ReplicaSet replicaSet, ClusterView view) {
        OwnerReference owner = replicaSet.resource().controller();
        List<Resource> siblings = owner == null ? List.of(replicaSet.resource()) : view.ownedBy(owner.uid());
        Map<String, Integer> byNode = new HashMap<>();
        for (Resource sibling : siblings) {
            for (Resource pod : view.ownedBy(sibling.uid())) {
                PodState state = new PodState(pod);
                if (pod.key().groupResource().equals("pods") && state.isActive()) {
                    byNode.merge(state.nodeName(), 1, Integer::sum);
                }
            }
        }
        return byNode;
    }

    private static Optional<Command> status(
            ReplicaSet replicaSet, List<PodState> pods, Conditions conditions, Instant now) {
        Set<Map.Entry<String, String>> templateLabels =
                replicaSet.templateLabels().entrySet();
        return new StatusWrite(replicaSet.resource())
                .put("replicas", pods.size())
                .putUnlessZero(
                        "fullyLabeledReplicas",
                        pods.stream()
                                .filter(pod ->
                                        pod.resource().labels().entrySet().containsAll(templateLabels))
                                .count())
                .putUnlessZero(
                        "readyReplicas", pods.stream().filter(PodState::isReady).count())
                .putUnlessZero(
                        "availableReplicas",
                        pods.stream()
                                .filter(pod -> pod.isAvailable(replicaSet.minReadySeconds(), now))
                                .count())
                .putUnlessZero("observedGeneration", replicaSet.resource().generation())
                .conditions(conditions)
                .command();
    }

    private static @Nullable Instant nextPodToBecomeAvailable(ReplicaSet replicaSet, List<PodState> pods, Instant now) {
        return pods.stream()
                .map(pod -> pod.availableFrom(replicaSet.minReadySeconds()))
                .filter(Objects::nonNull)
                .filter(from -> from.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static String reason(ReplicaSet replicaSet, int pods, int missing) {
        String found = pods + " of " + replicaSet.replicas() + " pods";
        if (missing == 0) {
            return found;
        }
        return found + (missing > 0 ? ", " + missing + " to create" : ", " + -missing + " to delete");
    }

    /** The one that controls the pod; of a pod without a controller, those that may want it. */
    private Set<ResourceKey> ownersOf(Resource pod, ClusterView view) {
        OwnerReference owner = pod.controller();
        if (owner != null) {
            return kind.isOf(owner) ? Set.of(kind.key(pod.namespace(), owner.name())) : Set.of();
        }
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (Resource candidate : view.list(kind.group(), kind.plural(), pod.namespace())) {
            if (kind.read(candidate).selector().matches(pod.labels())) {
                keys.add(candidate.key());
            }
        }
        return keys;
    }
}

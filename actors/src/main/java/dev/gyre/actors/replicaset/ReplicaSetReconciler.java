package dev.gyre.actors.replicaset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.PodRefusal;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.StatusWrite;
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
 * Keeps as many pods as a ReplicaSet asks for: it claims those that are its own, makes the missing ones, deletes those
 * that are too many, and says in the status what it saw. Each pod is a chain of commands of its own, so that a thousand are
 * asked for at once and one that is refused holds up no other.
 */
public final class ReplicaSetReconciler implements Reconciler {

    private static final int MAX_DELETIONS_A_ROUND = 500;

    /** Upstream's recorder lets as many through about one object at once; the decision on the log tells of all. */
    private static final int MAX_EVENTS_A_ROUND = 25;

    private final EventCommands events = new EventCommands("replicaset-controller");

    @Override
    public String name() {
        return "replicaset";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "replicasets.apps" -> Set.of(key);
            case "pods" -> replicaSetsOf(event.resource(), view);
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        return reconcileAfter(List.of(), key, view, now);
    }

    /** After a refusal one pod is tried at a time, until one is taken. */
    @Override
    public Decision reconcileAfter(List<Refusal> refusals, ResourceKey key, ClusterView view, Instant now) {
        Resource resource = view.get(key).orElse(null);
        if (resource == null) {
            return Decision.NOTHING;
        }
        ReplicaSet replicaSet = ReplicaSet.of(resource);
        Claim claim =
                Claim.of(resource, ReplicaSet.KIND, replicaSet.selector(), view.list("", "pods", resource.namespace()));
        List<PodState> pods = claim.owned().stream()
                .map(PodState::new)
                .filter(PodState::isActive)
                .toList();
        int missing = resource.isDeleting() ? 0 : replicaSet.replicas() - pods.size();

        PodRefusal failure = PodRefusal.of(refusals);

        List<List<Command>> chains = new ArrayList<>();
        claim.releases().forEach(release -> chains.add(List.of(release)));
        if (missing > 0 && !isNamespaceDeleting(resource, view)) {
            chains.addAll(creations(replicaSet, failure == null ? missing : 1, view, now));
        } else if (missing < 0) {
            chains.addAll(deletions(replicaSet, pods, -missing, view, now));
        }
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

    private List<List<Command>> creations(ReplicaSet replicaSet, int missing, ClusterView view, Instant now) {
        List<List<Command>> chains = new ArrayList<>();
        for (Command.Create pod : new NewPods(replicaSet, view).create(missing)) {
            String message = "Created pod: " + pod.key().name();
            chains.add(told(pod, "SuccessfulCreate", message, chains.size(), replicaSet, view, now));
        }
        return chains;
    }

    private List<List<Command>> deletions(
            ReplicaSet replicaSet, List<PodState> pods, int surplus, ClusterView view, Instant now) {
        List<PodState> inOrder =
                new DeletionOrder(relatedPodsByNode(replicaSet, view), replicaSet.minReadySeconds(), now).sorted(pods);
        List<List<Command>> chains = new ArrayList<>();
        for (PodState pod : inOrder.subList(0, Math.min(surplus, MAX_DELETIONS_A_ROUND))) {
            Resource victim = pod.resource();
            Command delete = new Command.Delete(
                    victim.key(), victim.uid(), null, Command.Propagation.BACKGROUND, null, List.of());
            String message = "Deleted pod: " + victim.name();
            chains.add(told(delete, "SuccessfulDelete", message, chains.size(), replicaSet, view, now));
        }
        return chains;
    }

    /** A command and the Event that tells of it, as long as there are not too many to read. */
    private List<Command> told(
            Command command,
            String reason,
            String message,
            int index,
            ReplicaSet replicaSet,
            ClusterView view,
            Instant now) {
        return index < MAX_EVENTS_A_ROUND
                ? List.of(command, events.normal(replicaSet.resource(), view.revision(), index, reason, message, now))
                : List.of(command);
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

    /** The API takes nothing new into a namespace that is going, and its ReplicaSets are going with it. */
    private static boolean isNamespaceDeleting(Resource resource, ClusterView view) {
        return view.get(ResourceKey.clusterScoped("", "namespaces", resource.namespace()))
                .map(Resource::isDeleting)
                .orElse(false);
    }

    private static String reason(ReplicaSet replicaSet, int pods, int missing) {
        String found = pods + " of " + replicaSet.replicas() + " pods";
        if (missing == 0) {
            return found;
        }
        return found + (missing > 0 ? ", " + missing + " to create" : ", " + -missing + " to delete");
    }

    /**
     * The ReplicaSet that controls the pod. For a pod without a controller, those that may want it, and those that have just
     * lost it: the change does not say who owned the pod before, but a status that counts more pods than there are does.
     */
    private static Set<ResourceKey> replicaSetsOf(Resource pod, ClusterView view) {
        OwnerReference owner = pod.controller();
        if (owner != null) {
            return owner.kind().equals(ReplicaSet.KIND) && owner.group().equals("apps")
                    ? Set.of(ResourceKey.namespaced("apps", "replicasets", pod.namespace(), owner.name()))
                    : Set.of();
        }
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (Resource candidate : view.list("apps", "replicasets", pod.namespace())) {
            ReplicaSet replicaSet = ReplicaSet.of(candidate);
            if (replicaSet.selector().matches(pod.labels()) || hasLostPods(candidate, view)) {
                keys.add(candidate.key());
            }
        }
        return keys;
    }

    private static boolean hasLostPods(Resource replicaSet, ClusterView view) {
        int counted = replicaSet.json().path("status").path("replicas").asInt(0);
        return counted > view.ownedBy(replicaSet.uid()).size();
    }
}

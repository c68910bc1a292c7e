package dev.gyre.actors.statefulset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.ObjectReconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.GoingNamespace;
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
import tools.jackson.databind.JsonNode;

/**
 * Keeps a StatefulSet's pods: it records the template as a revision, claims the pods that are its own, takes the next step in
 * their row, and says in the status what it saw.
 */
public final class StatefulSetReconciler implements ObjectReconciler {

    private static final String HASH_LABEL = "controller.kubernetes.io/hash";

    private final EventCommands events = new EventCommands("statefulset-controller");

    @Override
    public String name() {
        return "statefulset";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return switch (event.key().groupResource()) {
            case "statefulsets.apps" -> Set.of(event.key());
            case "pods" -> setsOfPod(event.resource(), view);
            case "controllerrevisions.apps" -> ownerOf(event.resource());
            case "persistentvolumeclaims" -> setOfClaim(event.key(), view);
            default -> Set.of();
        };
    }

    /** After a refusal one pod is tried at a time, until one is taken. */
    @Override
    public Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now) {
        StatefulSet set = StatefulSet.of(resource);
        if (set.selector().isEmpty()) {
            return Selector.REFUSED;
        }
        List<Resource> candidates = Claim.podsFor(resource, set.selector(), view).stream()
                .filter(pod -> isMember(pod.name(), set))
                .toList();
        Claim claim = Claim.of(resource, StatefulSet.KIND, set.selector(), candidates);
        RevisionHistory history = RevisionHistory.of(resource, StatefulSet.KIND, HASH_LABEL, set.selector(), view);
        Replicas replicas = Replicas.of(set, claim.owned());
        RevisionedRound round = new RevisionedRound(history, claim, set.template(), set.collisionCount());
        Resource update = round.revision();
        Resource known = history.named(set.currentRevision());
        Resource current = known == null ? update : known;
        Refusal refusal = refusals.stream()
                .filter(r -> r.isForGood() && r.verb().equals("create"))
                .findFirst()
                .orElse(null);

        String waitsFor = "";
        if (update != null && current != null && round.isAlive()) {
            if (claim.adoptions().isEmpty()) {
                PodWork work = new PodWork(events, resource, view, now);
                int most = mostCreations(set, refusal, view);
                Turn turn = new Turn(set, replicas, current, update, work, most, view, now);
                turn.take();
                waitsFor = turn.waitsFor();
                round.add(work.chains());
            }
            round.trim(inUse(replicas, current, update), set.revisionHistoryLimit());
        }
        List<List<Command>> chains = round.endingWith(
                StatefulSetStatus.command(set, replicas, nameOf(current), nameOf(update), round.collisionCount(), now));
        if (refusal != null) {
            chains.add(List.of(events.warningAgain(resource, view, "FailedCreate", told(refusal, set), now)));
        }
        return Decision.chains(chains, reason(set, replicas, waitsFor, now))
                .wakingAt(nextPodToBecomeAvailable(set, replicas, now));
    }

    private static String nameOf(@Nullable Resource revision) {
        return revision == null ? "" : revision.name();
    }

    private static int mostCreations(StatefulSet set, @Nullable Refusal refusal, ClusterView view) {
        if (GoingNamespace.isOf(set.resource(), view)) {
            return 0;
        }
        return refusal == null ? PodWork.most(set.template().json()) : 1;
    }

    private static Set<String> inUse(Replicas replicas, Resource current, Resource update) {
        Set<String> names = new LinkedHashSet<>(List.of(current.name(), update.name()));
        replicas.taken()
                .forEach(place -> names.add(Objects.requireNonNull(place.pod())
                        .resource()
                        .labels()
                        .getOrDefault(RevisionHistory.POD_LABEL, "")));
        return names;
    }

    private static String told(Refusal refusal, StatefulSet set) {
        String kind = refusal.key().plural().equals("pods") ? "Pod" : "Claim";
        return "create %s %s in StatefulSet %s failed error: %s"
                .formatted(
                        kind, refusal.key().name(), set.name(), refusal.status().message());
    }

    private static String reason(StatefulSet set, Replicas replicas, String waitsFor, Instant now) {
        long served = replicas.places().stream()
                .filter(place -> place.isServed(set.minReadySeconds(), now))
                .count();
        String found = served + " of " + set.replicas() + " pods are available";
        return waitsFor.isEmpty() ? found : found + ", waits for " + waitsFor;
    }

    private static @Nullable Instant nextPodToBecomeAvailable(StatefulSet set, Replicas replicas, Instant now) {
        return replicas.taken().stream()
                .filter(Replicas.Place::isReady)
                .map(place -> Objects.requireNonNull(place.pod()).availableFrom(set.minReadySeconds()))
                .filter(Objects::nonNull)
                .filter(from -> from.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static boolean isMember(String podName, StatefulSet set) {
        Identity.Ordinal ordinal = Identity.ordinal(podName);
        return ordinal != null && ordinal.set().equals(set.name());
    }

    private static Set<ResourceKey> ownerOf(Resource child) {
        OwnerReference owner = child.controller();
        return owner != null
                        && owner.kind().equals(StatefulSet.KIND)
                        && owner.group().equals("apps")
                ? Set.of(key(child.namespace(), owner.name()))
                : Set.of();
    }

    /** The set that controls the pod, and the one whose name it has: it waits for the name, whoever the pod belongs to. */
    private static Set<ResourceKey> setsOfPod(Resource pod, ClusterView view) {
        Set<ResourceKey> keys = new LinkedHashSet<>(ownerOf(pod));
        Identity.Ordinal ordinal = Identity.ordinal(pod.name());
        if (ordinal != null && view.get(key(pod.namespace(), ordinal.set())).isPresent()) {
            keys.add(key(pod.namespace(), ordinal.set()));
        }
        return keys;
    }

    private static Set<ResourceKey> setOfClaim(ResourceKey claim, ClusterView view) {
        Identity.Ordinal ordinal = Identity.ordinal(claim.name());
        Set<ResourceKey> keys = new LinkedHashSet<>();
        if (ordinal != null) {
            for (Resource candidate : view.list("apps", "statefulsets", claim.namespace())) {
                StatefulSet set = StatefulSet.of(candidate);
                for (JsonNode template : set.claimTemplates()) {
                    if (set.claimKey(template, ordinal.number()).equals(claim)) {
                        keys.add(candidate.key());
                    }
                }
            }
        }
        return keys;
    }

    private static ResourceKey key(String namespace, String name) {
        return ResourceKey.namespaced("apps", "statefulsets", namespace, name);
    }
}

package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What must hold of workloads at each commit. Children: a ReplicaSet's pods never outnumber what it asked for at some time
 * since the revision that the decision rested on. Bounds: once all of a Deployment's pods were there and well, controllers
 * keep within {@code maxSurge} and {@code maxUnavailable} by whatever they do, until somebody else interferes: a user who
 * scales or deletes, a container that dies.
 */
final class RolloutInvariants {

    private static final Duration INTERFERENCE = Duration.ofSeconds(25);

    private final Simulation simulation;
    private final Ledger ledger;
    /** What each owner asked for, by its uid and the revision from which on. */
    private final Map<String, NavigableMap<Long, Integer>> wanted = new HashMap<>();

    private final Map<String, NavigableMap<Long, Integer>> mostPods = new HashMap<>();
    /** Deployments within their bounds, by uid, and the revision since which they are. */
    private final Map<String, Long> guarded = new HashMap<>();

    private final Map<ResourceKey, Instant> interferedUntil = new HashMap<>();
    private int guardedCommits;

    RolloutInvariants(Simulation simulation, Ledger ledger) {
        this.simulation = simulation;
        this.ledger = ledger;
    }

    /** Somebody is about to take pods away that controllers did not choose. */
    void interfered(ResourceKey deployment) {
        interferedUntil.put(deployment, simulation.instant().plus(INTERFERENCE));
        StoredObject object = ledger.get(deployment);
        if (object != null) {
            guarded.remove(object.uid());
        }
    }

    void committed(StoreEvent.Changed change) {
        switch (change.key().groupResource()) {
            case "deployments.apps" -> deployment(change);
            case "replicasets.apps" -> replicaSet(change);
            case "pods" -> pod(change);
            default -> {
                return;
            }
        }
        for (StoredObject deployment :
                ledger.list("apps", "deployments", change.key().namespace())) {
            bounds(deployment, change);
        }
    }

    private void deployment(StoreEvent.Changed change) {
        StoredObject current = change.current();
        StoredObject previous = change.previous();
        if (current == null) {
            return;
        }
        Workload workload = Workload.of(ledger, current);
        mostPods.computeIfAbsent(current.uid(), uid -> new TreeMap<>()).put(change.revision(), workload.maxPods());
        boolean isTheSame = previous != null
                && Workload.replicas(previous) == Workload.replicas(current)
                && strategy(previous).equals(strategy(current))
                && !Workload.isDeleting(current);
        if (!isTheSame) {
            guarded.remove(current.uid());
        }
    }

    private static Object strategy(StoredObject deployment) {
        return deployment.json().path("spec").path("strategy");
    }

    private void replicaSet(StoreEvent.Changed change) {
        StoredObject current = change.current();
        if (current == null) {
            return;
        }
        wanted.computeIfAbsent(current.uid(), uid -> new TreeMap<>())
                .put(change.revision(), Workload.replicas(current));
        int before = change.previous() == null ? 0 : Workload.replicas(change.previous());
        boolean isGrown = Workload.replicas(current) > before;
        NavigableMap<Long, Integer> most = mostPods.get(Workload.owner(current));
        if (isGrown && most != null && change.provenance().cause().startsWith("deployment/")) {
            int all = ledger.list("apps", "replicasets", current.key().namespace()).stream()
                    .filter(each -> Workload.owner(each).equals(Workload.owner(current)))
                    .mapToInt(Workload::replicas)
                    .sum();
            int allowed = most(most, inputRevision(change));
            simulation.check(
                    all <= allowed,
                    "replica sets never ask for more than desired and maxSurge",
                    () -> current.key() + " grew to " + Workload.replicas(current) + ", which makes " + all + " of "
                            + allowed);
        }
    }

    private void pod(StoreEvent.Changed change) {
        StoredObject pod = change.current();
        if (pod == null) {
            return;
        }
        if (change.previous() != null) {
            unready(change.previous(), pod);
            return;
        }
        String owner = Workload.owner(pod);
        NavigableMap<Long, Integer> asked = wanted.get(owner);
        if (asked == null) {
            return;
        }
        long active = ledger.list("", "pods", pod.key().namespace()).stream()
                .filter(each -> Workload.owner(each).equals(owner))
                .filter(Workload::isActive)
                .count();
        int allowed = most(asked, inputRevision(change));
        simulation.check(
                active <= allowed,
                "no duplicate children",
                () -> pod.key() + " makes " + active + " pods of " + allowed + " for its owner, by "
                        + change.provenance().cause());
    }

    /** A node that takes a pod's readiness back: its container died, or a status that had been given up arrived after all. */
    private void unready(StoredObject before, StoredObject after) {
        if (Workload.isReady(before) && !Workload.isReady(after) && !Workload.isDeleting(after)) {
            ledger.list("apps", "deployments", after.key().namespace()).stream()
                    .map(StoredObject::key)
                    .forEach(this::interfered);
        }
    }

    /** The most that was asked for at this revision or later. */
    private static int most(NavigableMap<Long, Integer> byRevision, long since) {
        Long from = byRevision.floorKey(since);
        return byRevision.tailMap(from == null ? 0 : from, true).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** A decision's id names the revision that it rests on. */
    private static long inputRevision(StoreEvent.Changed change) {
        String[] parts = change.provenance().cause().split("/");
        return Long.parseLong(parts[parts.length - 2]);
    }

    /** What was decided before all was as wanted may still arrive after it; it cannot be held against bounds that came later. */
    private boolean isDecidedBefore(StoreEvent.Changed change, long revision) {
        String cause = change.provenance().cause();
        boolean isDecision = cause.startsWith("replicaset/") || cause.startsWith("deployment/");
        return isDecision && inputRevision(change) < revision;
    }

    private void bounds(StoredObject deployment, StoreEvent.Changed change) {
        Workload workload = Workload.of(ledger, deployment);
        if (!workload.isRolling() || Workload.isDeleting(deployment)) {
            return;
        }
        Long since = guarded.get(deployment.uid());
        if (since != null && isDecidedBefore(change, since)) {
            guarded.remove(deployment.uid());
            return;
        }
        if (since != null) {
            guardedCommits++;
            simulation.check(
                    workload.available() >= workload.minAvailable(),
                    "available never falls below desired less maxUnavailable by a controller's own act",
                    workload::toString);
            simulation.check(
                    workload.pods().size() <= workload.maxPods(),
                    "never more pods than desired and maxSurge",
                    workload::toString);
            return;
        }
        Instant until = interferedUntil.get(deployment.key());
        boolean isLeftAlone = until == null || simulation.instant().isAfter(until);
        if (isLeftAlone && workload.isAsWanted()) {
            guarded.put(deployment.uid(), change.revision());
        }
    }

    /** How many commits the bounds were held against: few would prove little. */
    int guardedCommits() {
        return guardedCommits;
    }
}

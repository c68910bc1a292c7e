package dev.gyre.actors.deployment;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.ObjectReconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rolls a Deployment out: it claims its ReplicaSets, takes one step from the fleet that is to the one that is wanted, and
 * says in the status what it saw. A step is small (the newest grows, or the old ones shrink); the next is taken when the
 * pods have followed.
 */
public final class DeploymentReconciler implements ObjectReconciler {

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return switch (event.key().groupResource()) {
            case "deployments.apps" -> Set.of(event.key());
            case "replicasets.apps" -> deploymentsOf(event.resource(), view);
            case "pods" -> deploymentWaitingFor(event, view);
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(Resource resource, List<Refusal> refusals, ClusterView view, Instant now) {
        Deployment deployment = Deployment.of(resource);
        if (deployment.selector().isEmpty()) {
            return Selector.REFUSED;
        }
        Claim claim = Claim.of(
                resource,
                Deployment.KIND,
                deployment.selector(),
                Claim.candidates(resource, "apps", "replicasets", view));
        Fleet found = Fleet.of(deployment, claim.owned(), view, now);
        Step step = claim.adoptions().isEmpty() ? step(deployment, found, view) : Step.none(deployment, found);
        DeploymentStatus status =
                DeploymentStatus.of(deployment, step.fleet(), step.collisionCount(), step.isRollout(), now);

        FleetChange change = new FleetChange(deployment, view, now);
        List<List<Command>> chains = new ArrayList<>(change.chains(found, step.fleet()));
        claim.releases().forEach(release -> chains.add(List.of(release)));
        List<Command> own = new ArrayList<>(claim.adoptions());
        status.command().ifPresent(own::add);
        own.addAll(revisionOf(deployment, step.fleet()));
        chains.add(own);
        return Decision.chains(chains, reasons(change, step)).wakingAt(status.deadline());
    }

    /**
     * One step.
     *
     * @param isRollout whether it belongs to a rollout, whose progress is to be judged
     */
    private record Step(Fleet fleet, int collisionCount, boolean isRollout, String name) {

        static Step none(Deployment deployment, Fleet fleet) {
            return new Step(fleet, deployment.collisionCount(), false, "");
        }
    }

    private static Step step(Deployment deployment, Fleet found, ClusterView view) {
        int collisions = deployment.collisionCount();
        if (deployment.resource().isDeleting()) {
            return Step.none(deployment, found);
        }
        Fleet fleet = found.newest() == null
                ? found
                : found.withNewest(Revision.number(found.newest(), found, deployment)
                        .withMinReadySeconds(deployment.minReadySeconds()));
        if (deployment.isPaused()) {
            Fleet scaled = Scaling.step(deployment, fleet);
            return new Step(History.trimmed(deployment, scaled), collisions, false, "paused");
        }
        if (Scaling.isNeeded(deployment, fleet)) {
            return new Step(Scaling.step(deployment, fleet), collisions, false, "scaled");
        }
        ReplicaSetState newest = fleet.newest() != null ? fleet.newest() : planned(deployment, fleet);
        if (newest.stored() == null
                && view.get(deployment.replicaSetKey(newest.name())).isPresent()) {
            return new Step(fleet, collisions + 1, true, "the name " + newest.name() + " is taken");
        }
        Fleet next = switch (deployment.strategy()) {
            case ROLLING_UPDATE -> RollingUpdate.step(deployment, fleet, newest);
            case RECREATE -> Recreate.step(deployment, fleet, newest);
        };
        boolean isComplete = Counts.of(next).areComplete(deployment);
        return new Step(
                isComplete ? History.trimmed(deployment, next) : next,
                collisions,
                true,
                isComplete ? "complete" : "rolling out");
    }

    private static ReplicaSetState planned(Deployment deployment, Fleet fleet) {
        return Revision.number(ReplicaSetState.planned(deployment), fleet, deployment);
    }

    /** The Deployment carries its newest ReplicaSet's revision; {@code kubectl rollout history} reads it there. */
    private static List<Command> revisionOf(Deployment deployment, Fleet fleet) {
        ReplicaSetState newest = fleet.newest();
        if (newest == null || deployment.resource().isDeleting()) {
            return List.of();
        }
        String revision = newest.annotations().getOrDefault(Revision.ANNOTATION, "");
        if (revision.equals(deployment.resource().annotations().getOrDefault(Revision.ANNOTATION, ""))) {
            return List.of();
        }
        Resource resource = deployment.resource();
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").put(Revision.ANNOTATION, revision);
        return List.of(new Command.Patch(
                resource.key(),
                null,
                Command.PatchType.MERGE,
                patch,
                List.of(new Guard.Exists(resource.key(), resource.uid()))));
    }

    private static String[] reasons(FleetChange change, Step step) {
        List<String> reasons = new ArrayList<>(change.reasons());
        if (!step.name().isEmpty()) {
            reasons.add(step.name());
        }
        return reasons.toArray(String[]::new);
    }

    /** The Deployment that controls the ReplicaSet; where none does, those that may want it. */
    private static Set<ResourceKey> deploymentsOf(Resource replicaSet, ClusterView view) {
        OwnerReference owner = replicaSet.controller();
        if (owner != null) {
            return owner.kind().equals(Deployment.KIND) && owner.group().equals("apps")
                    ? Set.of(ResourceKey.namespaced("apps", "deployments", replicaSet.namespace(), owner.name()))
                    : Set.of();
        }
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (Resource candidate : view.list("apps", "deployments", replicaSet.namespace())) {
            Selector selector = Selector.of(candidate.json().path("spec").path("selector"));
            if (!selector.isEmpty() && selector.matches(replicaSet.labels())) {
                keys.add(candidate.key());
            }
        }
        return keys;
    }

    /** {@code Recreate} goes on when the last old pod has gone, which no ReplicaSet tells of. */
    private static Set<ResourceKey> deploymentWaitingFor(ResourceEvent event, ClusterView view) {
        OwnerReference replicaSet = event.resource().controller();
        if (replicaSet == null || !replicaSet.kind().equals("ReplicaSet")) {
            return Set.of();
        }
        return view.byUid(replicaSet.uid())
                .map(Resource::controller)
                .filter(owner -> owner.kind().equals(Deployment.KIND))
                .flatMap(owner -> view.get(ResourceKey.namespaced(
                        "apps", "deployments", event.key().namespace(), owner.name())))
                .filter(deployment -> Deployment.of(deployment).strategy() == Deployment.Strategy.RECREATE)
                .map(deployment -> Set.of(deployment.key()))
                .orElse(Set.of());
    }
}

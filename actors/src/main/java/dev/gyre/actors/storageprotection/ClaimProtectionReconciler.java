package dev.gyre.actors.storageprotection;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.PodVolumes;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.workload.Finalizers;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets a claim go that is to be deleted when no pod uses it any more. A pod that has no node yet does not count: it will not get
 * one while its claim is on its way out.
 */
public final class ClaimProtectionReconciler implements Reconciler {

    private static final String FINALIZER = "kubernetes.io/pvc-protection";

    @Override
    public String name() {
        return "claimprotection";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "persistentvolumeclaims" -> Set.of(key);
            case "pods" ->
                PodVolumes.claimsOf(event.resource()).stream()
                        .map(PodVolumes.Use::claim)
                        .filter(claim ->
                                view.get(claim).filter(Resource::isDeleting).isPresent())
                        .collect(Collectors.toSet());
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        VolumeClaim claim = VolumeClaim.find(view, key);
        if (claim == null) {
            return Decision.NOTHING;
        }
        Resource resource = claim.resource();
        boolean isHeld = resource.finalizers().contains(FINALIZER);
        if (!resource.isDeleting()) {
            return isHeld
                    ? Decision.NOTHING
                    : Decision.of(List.of(Finalizers.with(resource, FINALIZER)), "it is protected while pods use it");
        }
        if (!isHeld) {
            return Decision.NOTHING;
        }
        return view.list("", "pods", key.namespace()).stream()
                .filter(pod -> isRunSomewhere(pod) && PodVolumes.uses(pod, key))
                .findFirst()
                .map(pod -> Decision.of(List.of(), "the pod " + pod.name() + " uses it"))
                .orElseGet(
                        () -> Decision.of(List.of(Finalizers.without(resource, FINALIZER)), "no pod uses it any more"));
    }

    private static boolean isRunSomewhere(Resource pod) {
        return !pod.json().path("spec").path("nodeName").asString("").isEmpty();
    }
}

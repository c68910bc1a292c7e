package dev.gyre.actors.persistentvolumeclaim;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.PodVolumes;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeClass;
import dev.gyre.actors.volume.VolumeMatch;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Binds claims to volumes. A volume is won by writing the claim into its {@code claimRef} at the revision that was read, which
 * one of all who want it can do; when the volume says that it is bound, its name is written into the claim, under the guard
 * that the volume has not changed; then the claim says so too. Each step is a decision of its own, so that it may stop after
 * any. A claim that finds nothing asks the provisioner of its class, or waits.
 */
public final class PersistentVolumeClaimReconciler implements Reconciler {

    private final EventCommands events = new EventCommands("persistentvolume-controller");

    @Override
    public String name() {
        return "persistentvolumeclaim";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "persistentvolumeclaims" -> Set.of(key);
            case "persistentvolumes" -> ofVolume(new Volume(event.resource()), view);
            case "storageclasses.storage.k8s.io" ->
                waiting(view, claim -> claim.storageClass().equals(key.name()));
            case "pods" -> ofPod(event.resource(), view);
            default -> Set.of();
        };
    }

    /** Whose it is, and who names it; of a free one all who might want it. */
    private static Set<ResourceKey> ofVolume(Volume volume, ClusterView view) {
        return VolumeClaim.all(view).stream()
                .filter(claim -> claim.volumeName().equals(volume.name())
                        || (volume.isTaken()
                                ? volume.claimKey().equals(claim.key())
                                : claim.volumeName().isEmpty()
                                        && claim.storageClass().equals(volume.storageClass())))
                .map(VolumeClaim::key)
                .collect(Collectors.toSet());
    }

    private static Set<ResourceKey> waiting(ClusterView view, Predicate<VolumeClaim> which) {
        return VolumeClaim.all(view).stream()
                .filter(claim -> claim.volumeName().isEmpty() && which.test(claim))
                .map(VolumeClaim::key)
                .collect(Collectors.toSet());
    }

    /** What a waiting claim tells depends on whether there is a pod that uses it. */
    private static Set<ResourceKey> ofPod(Resource pod, ClusterView view) {
        return PodVolumes.claimsOf(pod).stream()
                .map(PodVolumes.Use::claim)
                .filter(key -> view.get(key)
                        .filter(claim -> new VolumeClaim(claim).volumeName().isEmpty())
                        .isPresent())
                .collect(Collectors.toSet());
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        VolumeClaim claim = VolumeClaim.find(view, key);
        if (claim == null) {
            return Decision.NOTHING;
        }
        Binding binding = new Binding(claim, view.revision(), now, events);
        if (claim.isBindCompleted()) {
            return keep(claim, binding, view);
        }
        if (claim.resource().isDeleting()) {
            return Decision.NOTHING;
        }
        return claim.volumeName().isEmpty() ? search(claim, binding, view, now) : take(claim, binding, view, now);
    }

    /** What was bound once stays so, or is lost: another volume would hold other data. */
    private static Decision keep(VolumeClaim claim, Binding binding, ClusterView view) {
        if (claim.volumeName().isEmpty()) {
            return binding.lost(
                    "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
        }
        Volume volume = Volume.find(view, claim.volumeName());
        if (volume == null) {
            return binding.lost("ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        }
        if (volume.isTaken() && !volume.isFor(claim)) {
            return binding.lost(
                    "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
        }
        return binding.step(volume);
    }

    /** Its author has named the volume. */
    private Decision take(VolumeClaim claim, Binding binding, ClusterView view, Instant now) {
        Volume volume = Volume.find(view, claim.volumeName());
        if (volume == null) {
            return binding.pending(List.of(), "the volume " + claim.volumeName() + " is not there");
        }
        if (volume.isFor(claim)) {
            return binding.step(volume);
        }
        if (volume.isTaken()) {
            String message = "volume \"" + volume.name() + "\" already bound to a different claim.";
            return binding.pending(
                    events.once(claim.resource(), view, "Warning", "FailedBinding", message, now), message);
        }
        String objection = VolumeMatch.objection(volume, claim);
        if (objection != null) {
            String message = "Cannot bind to requested volume \"" + volume.name() + "\": " + objection;
            return binding.pending(
                    events.once(claim.resource(), view, "Warning", "VolumeMismatch", message, now), message);
        }
        return binding.step(volume);
    }

    private Decision search(VolumeClaim claim, Binding binding, ClusterView view, Instant now) {
        List<Volume> volumes = Volume.all(view);
        Volume found = VolumeMatch.setAsideFor(claim, volumes);
        VolumeClass storageClass = VolumeClass.find(view, claim.storageClass());
        boolean waits = storageClass != null && storageClass.waitsForConsumer();
        if (found == null && !waits) {
            found = VolumeMatch.allFor(claim, volumes).stream().findFirst().orElse(null);
        }
        if (found != null) {
            return binding.step(found);
        }
        if (waits && claim.selectedNode().isEmpty()) {
            return waitForConsumer(claim, binding, view, now);
        }
        if (claim.storageClass().isEmpty()) {
            String message = "no persistent volumes available for this claim and no storage class is set";
            return binding.pending(
                    events.once(claim.resource(), view, "Normal", "FailedBinding", message, now), message);
        }
        return storageClass == null
                ? fail(
                        claim,
                        binding,
                        view,
                        "storageclass.storage.k8s.io \"" + claim.storageClass() + "\" not found",
                        now)
                : ask(claim, storageClass, binding, view, now);
    }

    private Decision waitForConsumer(VolumeClaim claim, Binding binding, ClusterView view, Instant now) {
        String pods = view.list("", "pods", claim.resource().namespace()).stream()
                .filter(pod -> PodVolumes.uses(pod, claim.key()))
                .filter(pod ->
                        pod.json().path("spec").path("nodeName").asString("").isEmpty())
                .map(pod -> pod.name())
                .collect(Collectors.joining(","));
        String reason = pods.isEmpty() ? "WaitForFirstConsumer" : "WaitForPodScheduled";
        String message = pods.isEmpty()
                ? "waiting for first consumer to be created before binding"
                : "waiting for pod " + pods + " to be scheduled";
        return binding.pending(events.once(claim.resource(), view, "Normal", reason, message, now), message);
    }

    private Decision fail(VolumeClaim claim, Binding binding, ClusterView view, String message, Instant now) {
        return binding.pending(
                events.once(claim.resource(), view, "Warning", "ProvisioningFailed", message, now), message);
    }

    /** Who makes volumes of that class sees by the annotation that it is his turn. */
    private Decision ask(VolumeClaim claim, VolumeClass storageClass, Binding binding, ClusterView view, Instant now) {
        String provisioner = storageClass.provisioner();
        if (!storageClass.isProvisioned()) {
            return fail(claim, binding, view, "no volume plugin matched name: " + provisioner, now);
        }
        List<Command> telling = events.once(
                claim.resource(),
                view,
                "Normal",
                "ExternalProvisioning",
                ("Waiting for a volume to be created either by the external provisioner '%s' or manually by the system"
                                + " administrator. If volume creation is delayed, please verify that the provisioner is"
                                + " running and correctly registered.")
                        .formatted(provisioner),
                now);
        return binding.asking(provisioner, telling);
    }
}

package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.volume.PodVolumes;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeClass;
import dev.gyre.actors.volume.VolumeMatch;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Who has which claim and volume in one decision: as the view says, and as the decision itself has given them away so far. */
final class ClaimBook {

    private static final String UNBOUND = "pod has unbound immediate PersistentVolumeClaims";

    private final ClusterView view;
    private @Nullable List<Volume> volumes;
    private final Set<ResourceKey> givenVolumes = new HashSet<>();
    private final Map<ResourceKey, String> selectedNodes = new HashMap<>();
    private final Set<ResourceKey> usedAlone = new HashSet<>();

    ClaimBook(ClusterView view) {
        this.view = view;
    }

    /** Nobody asks for volumes where no pod has claims. */
    private List<Volume> volumes() {
        if (volumes == null) {
            volumes = Volume.all(view);
        }
        return volumes;
    }

    PodClaims claimsOf(Resource pod) {
        List<PodVolumes.Use> uses = PodVolumes.claimsOf(pod);
        if (uses.isEmpty()) {
            return PodClaims.NONE;
        }
        List<VolumeClaim> bound = new ArrayList<>();
        List<Volume> held = new ArrayList<>();
        List<String> selected = new ArrayList<>();
        List<PodClaims.Open> open = new ArrayList<>();
        boolean isTaken = false;
        boolean isWaiting = false;
        for (PodVolumes.Use use : uses) {
            VolumeClaim claim = VolumeClaim.find(view, use.claim());
            String objection = objection(pod, use, claim);
            if (claim == null || !objection.isEmpty()) {
                return PodClaims.impossible(objection);
            }
            isTaken |= isUsedAlone(claim, pod);
            isWaiting |= !claim.isBound();
            Volume volume = claim.isBindCompleted()
                    ? Volume.find(view, claim.volumeName())
                    : VolumeMatch.setAsideFor(claim, volumes());
            String node = selectedNodes.getOrDefault(claim.key(), claim.selectedNode());
            if (claim.isBound()) {
                bound.add(claim);
            }
            if (volume != null) {
                held.add(volume);
            } else if (!node.isEmpty()) {
                selected.add(node);
            } else {
                open.add(open(claim));
            }
        }
        return new PodClaims("", bound, held, selected, open, isWaiting, isTaken);
    }

    /** In the words that {@code kubectl describe} has always shown; empty where nothing stands against it. */
    private String objection(Resource pod, PodVolumes.Use use, @Nullable VolumeClaim claim) {
        String name = use.claim().name();
        if (claim == null) {
            return use.isEphemeral()
                    ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"" + name + "\""
                    : "persistentvolumeclaim \"" + name + "\" not found";
        }
        if (use.isEphemeral() && !PodVolumes.isMadeFor(pod, claim.resource())) {
            return "PVC %s was not created for pod %s/%s (pod is not owner)"
                    .formatted(claim.fullName(), pod.namespace(), pod.name());
        }
        if (claim.resource().isDeleting()) {
            return "persistentvolumeclaim \"" + name + "\" is being deleted";
        }
        if (claim.isBindCompleted()) {
            return Volume.find(view, claim.volumeName()) == null
                    ? "persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\""
                            .formatted(name, claim.volumeName())
                    : "";
        }
        VolumeClass storageClass = VolumeClass.find(view, claim.storageClass());
        boolean waitsForPod = storageClass != null && storageClass.waitsForConsumer();
        return waitsForPod && claim.volumeName().isEmpty() ? "" : UNBOUND;
    }

    private PodClaims.Open open(VolumeClaim claim) {
        VolumeClass storageClass = VolumeClass.find(view, claim.storageClass());
        return new PodClaims.Open(
                claim,
                VolumeMatch.allFor(claim, volumes()).stream()
                        .filter(volume ->
                                !givenVolumes.contains(volume.resource().key()))
                        .toList(),
                storageClass != null && storageClass.isProvisioned() ? storageClass : null);
    }

    /** Whether a pod that has its place has a claim that no other pod may have: those who wait for it are told. */
    static boolean usesAlone(Resource pod, ClusterView view) {
        return !SchedulerReconciler.nodeName(pod).isEmpty()
                && PodVolumes.claimsOf(pod).stream()
                        .map(use -> VolumeClaim.find(view, use.claim()))
                        .anyMatch(claim -> claim != null && claim.accessModes().contains("ReadWriteOncePod"));
    }

    private boolean isUsedAlone(VolumeClaim claim, Resource pod) {
        return claim.accessModes().contains("ReadWriteOncePod")
                && (usedAlone.contains(claim.key())
                        || view.list("", "pods", pod.namespace()).stream()
                                .anyMatch(other -> !other.uid().equals(pod.uid())
                                        && !SchedulerReconciler.nodeName(other).isEmpty()
                                        && !SchedulingSnapshot.isOver(other)
                                        && PodVolumes.uses(other, claim.key())));
    }

    /** The pod has its place: what it uses alone is nobody else's from here on. */
    void placed(Resource pod) {
        for (PodVolumes.Use use : PodVolumes.claimsOf(pod)) {
            VolumeClaim claim = VolumeClaim.find(view, use.claim());
            if (claim != null && claim.accessModes().contains("ReadWriteOncePod")) {
                usedAlone.add(claim.key());
            }
        }
    }

    /** What has to be written for the open claims to get their volumes on this node. */
    List<Command> claiming(PodClaims claims, Resource node) {
        List<Command> commands = new ArrayList<>();
        for (PodClaims.Chosen chosen : claims.choose(node)) {
            VolumeClaim claim = chosen.open().claim();
            chosen.volume()
                    .ifPresentOrElse(
                            volume -> {
                                givenVolumes.add(volume.resource().key());
                                commands.add(volume.givenTo(claim));
                            },
                            () -> commands.add(selecting(claim, node)));
            selectedNodes.put(claim.key(), node.name());
        }
        return commands;
    }

    private static Command selecting(VolumeClaim claim, Resource node) {
        ObjectNode object = claim.resource().copy();
        object.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(VolumeClaim.SELECTED_NODE, node.name());
        return new Command.Update(claim.key(), null, claim.resource().revision(), object, List.of());
    }
}

package dev.gyre.actors.persistentvolume;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says in a volume's phase how it stands: free, a claim's, or left behind by one. What is left behind is kept, or deleted by
 * whoever made it, as its policy says; a policy that nobody here can carry out makes it {@code Failed}, so that a person looks
 * at it. A volume whose claim has got another one is free again.
 */
public final class PersistentVolumeReconciler implements Reconciler {

    private final EventCommands events = new EventCommands("persistentvolume-controller");

    @Override
    public String name() {
        return "persistentvolume";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        if (Volume.isKeyOf(event.key())) {
            return Set.of(event.key());
        }
        return VolumeClaim.isKeyOf(event.key()) ? ofClaim(event, view) : Set.of();
    }

    /** The one that the claim names, and all that name the claim; a claim that is found bound is named by no other. */
    private static Set<ResourceKey> ofClaim(ResourceEvent event, ClusterView view) {
        VolumeClaim claim = new VolumeClaim(event.resource());
        if (claim.isBound() && event.type() == ResourceEvent.Type.ADDED) {
            return Set.of(Volume.key(claim.volumeName()));
        }
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (Volume volume : Volume.all(view)) {
            if (volume.isTaken() && volume.claimKey().equals(claim.key())
                    || volume.name().equals(claim.volumeName())) {
                keys.add(volume.resource().key());
            }
        }
        return keys;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Volume volume = view.get(key).map(Volume::new).orElse(null);
        if (volume == null) {
            return Decision.NOTHING;
        }
        if (!volume.isTaken()) {
            return says(volume, "Available", "it is free", now);
        }
        if (volume.claimUid().isEmpty()) {
            return says(volume, "Available", "it waits for the claim that it was set aside for", now);
        }
        VolumeClaim claim = VolumeClaim.find(view, volume.claimKey());
        if (claim == null || !claim.resource().uid().equals(volume.claimUid())) {
            return reclaim(volume, view, now);
        }
        if (volume.resource().isDeleting() && !claim.isBindCompleted()) {
            return says(volume, "Released", "it is deleted before " + claim.fullName() + " was bound to it", now);
        }
        if (claim.volumeName().isEmpty() || claim.volumeName().equals(volume.name())) {
            return says(volume, "Bound", "it is bound to " + claim.fullName(), now);
        }
        boolean wasMadeForIt =
                !volume.provisioner().isEmpty() && volume.reclaimPolicy().equals("Delete");
        return wasMadeForIt
                ? reclaim(volume, view, now)
                : Decision.of(
                        List.of(volume.takenBack()), claim.fullName() + " has got the volume " + claim.volumeName());
    }

    /** Whoever made it deletes it when it says {@code Released}. */
    private Decision reclaim(Volume volume, ClusterView view, Instant now) {
        String gone = "its claim " + volume.claimKey().namespace() + "/"
                + volume.claimKey().name() + " is gone";
        return switch (volume.reclaimPolicy()) {
            case "Retain" -> says(volume, "Released", gone + ", and it is kept", now);
            case "Delete" ->
                volume.provisioner().isEmpty()
                        ? fails(
                                volume,
                                view,
                                "VolumeFailedDelete",
                                "error getting deleter volume plugin for volume \"" + volume.name()
                                        + "\": no deletable volume plugin matched",
                                now)
                        : says(volume, "Released", gone + ", and " + volume.provisioner() + " is to delete it", now);
            default -> fails(volume, view, "VolumeFailedRecycle", "No recycler plugin found for the volume!", now);
        };
    }

    private Decision fails(Volume volume, ClusterView view, String reason, String message, Instant now) {
        List<Command> chain = new ArrayList<>(phase(volume, "Failed", message, now));
        if (!chain.isEmpty()) {
            chain.add(events.warning(volume.resource(), view.revision(), 0, reason, message, now));
        }
        return Decision.of(chain, message);
    }

    private static Decision says(Volume volume, String phase, String reason, Instant now) {
        return Decision.of(phase(volume, phase, "", now), reason);
    }

    private static List<Command> phase(Volume volume, String phase, String message, Instant now) {
        StatusWrite status =
                new StatusWrite(volume.resource()).put("phase", phase).putUnlessEmpty("message", message);
        if (!volume.phase().equals(phase)) {
            status.put(
                    "lastPhaseTransitionTime",
                    now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return status.command().stream().toList();
    }
}

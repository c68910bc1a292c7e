package dev.gyre.actors.storageprotection;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.workload.Finalizers;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Lets a volume go that is to be deleted when it is bound to no claim. */
public final class VolumeProtectionReconciler implements Reconciler {

    private static final String FINALIZER = "kubernetes.io/pv-protection";

    @Override
    public String name() {
        return "volumeprotection";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return Volume.isKeyOf(event.key()) ? Set.of(event.key()) : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource volume = view.get(key).orElse(null);
        if (volume == null) {
            return Decision.NOTHING;
        }
        boolean isHeld = volume.finalizers().contains(FINALIZER);
        if (!volume.isDeleting()) {
            return isHeld
                    ? Decision.NOTHING
                    : Decision.of(List.of(Finalizers.with(volume, FINALIZER)), "it is protected while it is bound");
        }
        if (!isHeld) {
            return Decision.NOTHING;
        }
        return new Volume(volume).phase().equals("Bound")
                ? Decision.of(List.of(), "it is bound")
                : Decision.of(List.of(Finalizers.without(volume, FINALIZER)), "it is bound to no claim");
    }
}

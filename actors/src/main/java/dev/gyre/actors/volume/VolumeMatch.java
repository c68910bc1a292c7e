package dev.gyre.actors.volume;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which volume a claim may have. One that was set aside for it goes before all others; of those that are free the smallest that
 * is large enough is best. Of several as good as each other each claim takes another one first, so that claims that come
 * together do not all run for the same.
 */
public final class VolumeMatch {

    private VolumeMatch() {}

    /** The one that is this claim's already, or was set aside for it, and holds what it asks for. */
    public static @Nullable Volume setAsideFor(VolumeClaim claim, List<Volume> volumes) {
        return volumes.stream()
                .filter(volume -> volume.isFor(claim)
                        && hasRoom(volume, claim)
                        && isOfOneMode(volume, claim)
                        && !volume.resource().isDeleting())
                .min(Comparator.comparing((Volume volume) -> !volume.isOf(claim))
                        .thenComparing(Volume::capacity)
                        .thenComparing(Volume::name))
                .orElse(null);
    }

    /** Those that are free and all that the claim asks for, the best first. */
    public static List<Volume> allFor(VolumeClaim claim, List<Volume> volumes) {
        return volumes.stream()
                .filter(volume -> isFree(volume) && satisfies(volume, claim))
                .sorted(Comparator.comparing(Volume::capacity)
                        .thenComparing(
                                volume -> mixed(31 * claim.resource().uid().hashCode()
                                        + volume.resource().uid().hashCode()))
                        .thenComparing(Volume::name))
                .toList();
    }

    private static boolean isFree(Volume volume) {
        return !volume.isTaken()
                && volume.phase().equals("Available")
                && !volume.resource().isDeleting();
    }

    private static boolean satisfies(Volume volume, VolumeClaim claim) {
        return objection(volume, claim) == null
                && (!claim.hasSelector()
                        || claim.selector().matches(volume.resource().labels()));
    }

    /** Why a claim that names this volume cannot have it, in upstream's words; null where it can. */
    public static @Nullable String objection(Volume volume, VolumeClaim claim) {
        if (!hasRoom(volume, claim)) {
            return "requested PV is too small";
        }
        if (!volume.storageClass().equals(claim.storageClass())) {
            return "storageClassName does not match";
        }
        if (!isOfOneMode(volume, claim)) {
            return "incompatible volumeMode";
        }
        return volume.accessModes().containsAll(claim.accessModes()) ? null : "incompatible accessMode";
    }

    private static boolean hasRoom(Volume volume, VolumeClaim claim) {
        return volume.capacity().compareTo(claim.requested()) >= 0;
    }

    private static boolean isOfOneMode(Volume volume, VolumeClaim claim) {
        return volume.volumeMode().equals(claim.volumeMode());
    }

    private static int mixed(int hash) {
        int spread = hash * 0x9E3779B9;
        return spread ^ (spread >>> 15);
    }
}

package dev.gyre.schemas.defaults;

import tools.jackson.databind.node.ObjectNode;

/** Defaults of volumes, of the claims on them, and of where they come from. */
public final class StorageDefaults {

    private StorageDefaults() {}

    /** What was written down by hand is not thrown away by a machine. */
    public static void volume(ObjectNode volume) {
        Unset.string(Unset.object(volume, "status"), "phase", "Pending");
        ObjectNode spec = Unset.object(volume, "spec");
        Unset.string(spec, "persistentVolumeReclaimPolicy", "Retain");
        Unset.string(spec, "volumeMode", "Filesystem");
        VolumeDefaults.source(spec);
    }

    public static void claim(ObjectNode claim) {
        VolumeDefaults.claim(claim);
    }

    public static void storageClass(ObjectNode storageClass) {
        Unset.string(storageClass, "reclaimPolicy", "Delete");
        Unset.string(storageClass, "volumeBindingMode", "Immediate");
    }

    public static void csiDriver(ObjectNode driver) {
        ObjectNode spec = Unset.object(driver, "spec");
        Unset.flag(spec, "attachRequired", true);
        Unset.flag(spec, "podInfoOnMount", false);
        Unset.flag(spec, "storageCapacity", false);
        Unset.string(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (spec.path("volumeLifecycleModes").isEmpty()) {
            spec.putArray("volumeLifecycleModes").add("Persistent");
        }
        Unset.flag(spec, "requiresRepublish", false);
        Unset.flag(spec, "seLinuxMount", false);
    }
}

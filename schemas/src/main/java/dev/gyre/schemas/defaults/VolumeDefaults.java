package dev.gyre.schemas.defaults;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of a pod's volume. */
final class VolumeDefaults {

    /** rw-r--r--, as the decimal number that JSON needs. */
    private static final int READABLE = 0644;

    private static final int HOUR_SECONDS = 3600;

    private VolumeDefaults() {}

    static void volume(ObjectNode volume) {
        if (volume.properties().stream()
                .allMatch(field ->
                        field.getKey().equals("name") || field.getValue().isNull())) {
            volume.putObject("emptyDir");
        }
        for (String files : List.of("secret", "configMap", "downwardAPI", "projected")) {
            Unset.child(volume, files).forEach(source -> Unset.number(source, "defaultMode", READABLE));
        }
        Unset.child(volume, "downwardAPI").forEach(VolumeDefaults::downwardApi);
        for (ObjectNode projected : Unset.child(volume, "projected")) {
            for (ObjectNode source : Unset.items(projected, "sources")) {
                Unset.child(source, "downwardAPI").forEach(VolumeDefaults::downwardApi);
                Unset.child(source, "serviceAccountToken")
                        .forEach(token -> Unset.number(token, "expirationSeconds", HOUR_SECONDS));
            }
        }
        for (ObjectNode image : Unset.child(volume, "image")) {
            Unset.string(
                    image,
                    "pullPolicy",
                    ContainerDefaults.pullPolicy(image.path("reference").asString("")));
        }
        for (ObjectNode ephemeral : Unset.child(volume, "ephemeral")) {
            for (ObjectNode claim : Unset.child(ephemeral, "volumeClaimTemplate")) {
                Unset.string(Unset.object(claim, "spec"), "volumeMode", "Filesystem");
            }
        }
        source(volume);
    }

    /** Where it lies, which a persistent volume says in the same words. */
    static void source(ObjectNode volume) {
        for (ObjectNode hostPath : Unset.child(volume, "hostPath")) {
            if (Unset.isMissing(hostPath, "type")) {
                hostPath.put("type", "");
            }
        }
        networkDisk(volume);
    }

    /** A claim, or the template of one. */
    static void claim(ObjectNode claim) {
        Unset.string(Unset.object(claim, "status"), "phase", "Pending");
        Unset.string(Unset.object(claim, "spec"), "volumeMode", "Filesystem");
    }

    private static void downwardApi(ObjectNode source) {
        Unset.items(source, "items").forEach(ContainerDefaults::fieldRef);
    }

    private static void networkDisk(ObjectNode volume) {
        for (ObjectNode iscsi : Unset.child(volume, "iscsi")) {
            Unset.string(iscsi, "iscsiInterface", "default");
        }
        for (ObjectNode rbd : Unset.child(volume, "rbd")) {
            Unset.string(rbd, "pool", "rbd");
            Unset.string(rbd, "user", "admin");
            Unset.string(rbd, "keyring", "/etc/ceph/keyring");
        }
        for (ObjectNode disk : Unset.child(volume, "azureDisk")) {
            Unset.string(disk, "cachingMode", "ReadWrite");
            Unset.string(disk, "kind", "Shared");
            Unset.string(disk, "fsType", "ext4");
            Unset.flag(disk, "readOnly", false);
        }
        for (ObjectNode scale : Unset.child(volume, "scaleIO")) {
            Unset.string(scale, "storageMode", "ThinProvisioned");
            Unset.string(scale, "fsType", "xfs");
        }
    }
}

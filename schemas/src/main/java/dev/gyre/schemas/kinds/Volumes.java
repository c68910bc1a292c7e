package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.VolumeColumns;
import dev.gyre.schemas.defaults.StorageDefaults;

/** PersistentVolume: storage that outlives pods. PersistentVolumeClaim: the wish of some. */
final class Volumes {

    private Volumes() {}

    static ResourceKind volume() {
        return Entry.clusterScoped("", "PersistentVolume", "persistentvolumes")
                .shortNames("pv")
                .storedAs("v1", "io.k8s.api.core.v1.PersistentVolume", StorageDefaults::volume)
                .subresources("status")
                .columns(VolumeColumns.ofVolumes())
                .build();
    }

    static ResourceKind claim() {
        return Entry.namespaced("", "PersistentVolumeClaim", "persistentvolumeclaims")
                .shortNames("pvc")
                .storedAs("v1", "io.k8s.api.core.v1.PersistentVolumeClaim", StorageDefaults::claim)
                .subresources("status")
                .columns(VolumeColumns.ofClaims())
                .build();
    }
}

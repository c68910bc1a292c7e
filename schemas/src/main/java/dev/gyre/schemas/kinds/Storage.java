package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.Column;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.StorageColumns;
import dev.gyre.schemas.defaults.StorageDefaults;
import java.util.List;

/** The kinds that say where volumes come from, which drivers there are, and on which nodes. */
final class Storage {

    private static final String GROUP = "storage.k8s.io";
    private static final String V1 = "io.k8s.api.storage.v1.";
    private static final String V1BETA1 = "io.k8s.api.storage.v1beta1.";

    private Storage() {}

    static ResourceKind storageClass() {
        return entry("StorageClass", "storageclasses", StorageDefaults::storageClass, StorageColumns.ofClasses())
                .shortNames("sc")
                .build();
    }

    static ResourceKind volumeAttachment() {
        return entry("VolumeAttachment", "volumeattachments", Defaults.NONE, StorageColumns.ofAttachments())
                .subresources("status")
                .build();
    }

    static ResourceKind csiDriver() {
        return entry("CSIDriver", "csidrivers", StorageDefaults::csiDriver, StorageColumns.ofDrivers())
                .build();
    }

    static ResourceKind csiNode() {
        return entry("CSINode", "csinodes", Defaults.NONE, StorageColumns.ofDriversOnNodes())
                .build();
    }

    static ResourceKind csiStorageCapacity() {
        String kind = "CSIStorageCapacity";
        return Entry.namespaced(GROUP, kind, "csistoragecapacities")
                .storedAs("v1", V1 + kind, Defaults.NONE)
                .retired(GROUP, "v1beta1", V1BETA1 + kind, Defaults.NONE)
                .columns(StorageColumns.ofCapacities())
                .build();
    }

    private static Entry entry(String kind, String plural, Defaults defaults, List<Column> columns) {
        return Entry.clusterScoped(GROUP, kind, plural)
                .storedAs("v1", V1 + kind, defaults)
                .retired(GROUP, "v1beta1", V1BETA1 + kind, defaults)
                .columns(columns);
    }
}

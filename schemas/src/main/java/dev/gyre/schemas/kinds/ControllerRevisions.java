package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;

/** ControllerRevision: what a StatefulSet or DaemonSet was once, to be gone back to. */
final class ControllerRevisions {

    private ControllerRevisions() {}

    static ResourceKind kind() {
        return Entry.namespaced("apps", "ControllerRevision", "controllerrevisions")
                .storedAs("v1", "io.k8s.api.apps.v1.ControllerRevision", Defaults.NONE)
                .retired("apps", "v1beta2", "io.k8s.api.apps.v1beta2.ControllerRevision", Defaults.NONE)
                .retired("apps", "v1beta1", "io.k8s.api.apps.v1beta1.ControllerRevision", Defaults.NONE)
                .columns(WorkloadColumns.ofControllerRevisions())
                .build();
    }
}

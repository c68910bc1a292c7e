package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;
import dev.gyre.schemas.defaults.WorkloadDefaults;

/** ReplicaSet: as many pods of one template as are wanted. */
final class ReplicaSets {

    private ReplicaSets() {}

    static ResourceKind kind() {
        return Entry.namespaced("apps", "ReplicaSet", "replicasets")
                .shortNames("rs")
                .inAll()
                .storedAs("v1", "io.k8s.api.apps.v1.ReplicaSet", WorkloadDefaults::replicaSet)
                .retired("apps", "v1beta2", "io.k8s.api.apps.v1beta2.ReplicaSet", WorkloadDefaults::replicaSet)
                .retired(
                        "extensions",
                        "v1beta1",
                        "io.k8s.api.extensions.v1beta1.ReplicaSet",
                        WorkloadDefaults::replicaSetOfExtensions)
                .subresources("scale", "status")
                .columns(WorkloadColumns.ofReplicaSets())
                .build();
    }
}

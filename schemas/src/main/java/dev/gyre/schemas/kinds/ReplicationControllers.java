package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;
import dev.gyre.schemas.defaults.WorkloadDefaults;

/** ReplicationController: what ReplicaSets were before they had selectors with expressions. */
final class ReplicationControllers {

    private ReplicationControllers() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "ReplicationController", "replicationcontrollers")
                .shortNames("rc")
                .inAll()
                .storedAs("v1", "io.k8s.api.core.v1.ReplicationController", WorkloadDefaults::replicationController)
                .subresources("scale", "status")
                .columns(WorkloadColumns.ofReplicaSets())
                .build();
    }
}

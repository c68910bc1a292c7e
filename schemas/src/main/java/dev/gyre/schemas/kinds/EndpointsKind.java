package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.ServiceColumns;
import dev.gyre.schemas.defaults.CoreDefaults;

/** Endpoints: the addresses behind a Service. */
final class EndpointsKind {

    private EndpointsKind() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "Endpoints", "endpoints")
                .shortNames("ep")
                .storedAs("v1", "io.k8s.api.core.v1.Endpoints", CoreDefaults::endpoints)
                .columns(ServiceColumns.ofEndpoints())
                .build();
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.ServiceColumns;
import dev.gyre.schemas.defaults.ServiceDefaults;

/** Service: one address for many pods. */
final class Services {

    private Services() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "Service", "services")
                .shortNames("svc")
                .inAll()
                .storedAs("v1", "io.k8s.api.core.v1.Service", ServiceDefaults::service)
                .subresources("proxy", "status")
                .columns(ServiceColumns.ofServices())
                .build();
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.PlainColumns;

/** ServiceAccount: the identity of a pod's processes. */
final class ServiceAccounts {

    private ServiceAccounts() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "ServiceAccount", "serviceaccounts")
                .shortNames("sa")
                .storedAs("v1", "io.k8s.api.core.v1.ServiceAccount", Defaults.NONE)
                .subresources("token")
                .columns(PlainColumns.ofServiceAccounts())
                .build();
    }
}

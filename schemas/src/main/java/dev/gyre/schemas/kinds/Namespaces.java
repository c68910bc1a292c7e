package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.PlainColumns;
import dev.gyre.schemas.defaults.CoreDefaults;

/** Namespace: where names are unique. */
final class Namespaces {

    private Namespaces() {}

    static ResourceKind kind() {
        return Entry.clusterScoped("", "Namespace", "namespaces")
                .shortNames("ns")
                .storedAs("v1", "io.k8s.api.core.v1.Namespace", CoreDefaults::namespace)
                .subresources("finalize", "status")
                .columns(PlainColumns.ofNamespaces())
                .build();
    }
}

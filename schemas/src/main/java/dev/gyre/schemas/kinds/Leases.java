package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.PlainColumns;

/** Lease: who holds something, and until when. Renewed all the time, and therefore off the log. */
final class Leases {

    private Leases() {}

    static ResourceKind kind() {
        return Entry.namespaced("coordination.k8s.io", "Lease", "leases")
                .storedAs("v1", "io.k8s.api.coordination.v1.Lease", Defaults.NONE)
                .unpublished()
                .columns(PlainColumns.ofLeases())
                .build();
    }
}

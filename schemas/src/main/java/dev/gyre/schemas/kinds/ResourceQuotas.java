package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.QuotaColumns;
import dev.gyre.schemas.defaults.QuotaDefaults;

/** ResourceQuota: what all objects of a namespace may take together. */
final class ResourceQuotas {

    private ResourceQuotas() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "ResourceQuota", "resourcequotas")
                .shortNames("quota")
                .storedAs("v1", "io.k8s.api.core.v1.ResourceQuota", QuotaDefaults::resourceQuota)
                .subresources("status")
                .columns(QuotaColumns.ofResourceQuotas())
                .build();
    }
}

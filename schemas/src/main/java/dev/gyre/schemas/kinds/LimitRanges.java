package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.QuotaColumns;
import dev.gyre.schemas.defaults.QuotaDefaults;

/** LimitRange: what a single container, pod or claim of a namespace may ask for, and what it gets where it asks for nothing. */
final class LimitRanges {

    private LimitRanges() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "LimitRange", "limitranges")
                .shortNames("limits")
                .storedAs("v1", "io.k8s.api.core.v1.LimitRange", QuotaDefaults::limitRange)
                .columns(QuotaColumns.ofLimitRanges())
                .build();
    }
}

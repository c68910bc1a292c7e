package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.EventColumns;

/** Event: something worth telling a user. Served by two groups from the same objects. */
final class Events {

    private Events() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "Event", "events")
                .shortNames("ev")
                .storedAs("v1", "io.k8s.api.core.v1.Event", Defaults.NONE)
                .alsoAs(EventConversion.GROUP, "v1", "io.k8s.api.events.v1.Event", Defaults.NONE, new EventConversion())
                .columns(EventColumns.columns())
                .build();
    }
}

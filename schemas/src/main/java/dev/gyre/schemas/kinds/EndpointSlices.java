package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.NetworkColumns;
import dev.gyre.schemas.defaults.NetworkDefaults;

/** EndpointSlice: some of the addresses behind a Service, few enough that a change of one is a small change. */
final class EndpointSlices {

    private static final String GROUP = "discovery.k8s.io";

    private EndpointSlices() {}

    static ResourceKind kind() {
        Entry entry = Entry.namespaced(GROUP, "EndpointSlice", "endpointslices")
                .storedAs("v1", "io.k8s.api.discovery.v1.EndpointSlice", NetworkDefaults::endpointSlice)
                .columns(NetworkColumns.ofEndpointSlices());
        return entry.retired(
                        GROUP,
                        "v1beta1",
                        "io.k8s.api.discovery.v1beta1.EndpointSlice",
                        NetworkDefaults::endpointSlice,
                        new TopologyConversion(entry.renamed(GROUP, "v1beta1")))
                .build();
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.NetworkColumns;
import dev.gyre.schemas.defaults.NetworkDefaults;

/** NetworkPolicy: who may talk to some pods, and to whom they may. */
final class NetworkPolicies {

    private NetworkPolicies() {}

    static ResourceKind kind() {
        return Entry.namespaced("networking.k8s.io", "NetworkPolicy", "networkpolicies")
                .shortNames("netpol")
                .storedAs("v1", "io.k8s.api.networking.v1.NetworkPolicy", NetworkDefaults::networkPolicy)
                .retired(
                        "extensions",
                        "v1beta1",
                        "io.k8s.api.extensions.v1beta1.NetworkPolicy",
                        NetworkDefaults::networkPolicy)
                .columns(NetworkColumns.ofNetworkPolicies())
                .build();
    }
}

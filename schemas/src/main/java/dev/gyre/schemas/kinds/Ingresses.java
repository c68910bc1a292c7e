package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.NetworkColumns;
import dev.gyre.schemas.defaults.NetworkDefaults;

/** Ingress: which host and path lead to which Service. IngressClass: who sees to it. */
final class Ingresses {

    private static final String GROUP = "networking.k8s.io";

    private Ingresses() {}

    static ResourceKind ingress() {
        Entry entry = Entry.namespaced(GROUP, "Ingress", "ingresses")
                .shortNames("ing")
                .storedAs("v1", "io.k8s.api.networking.v1.Ingress", NetworkDefaults::ingress)
                .subresources("status")
                .columns(NetworkColumns.ofIngresses());
        return entry.retired(
                        GROUP,
                        "v1beta1",
                        "io.k8s.api.networking.v1beta1.Ingress",
                        NetworkDefaults::ingressV1beta1,
                        new BackendConversion(entry.renamed(GROUP, "v1beta1")))
                .retired(
                        "extensions",
                        "v1beta1",
                        "io.k8s.api.extensions.v1beta1.Ingress",
                        NetworkDefaults::ingressV1beta1,
                        new BackendConversion(entry.renamed("extensions", "v1beta1")))
                .build();
    }

    static ResourceKind ingressClass() {
        return Entry.clusterScoped(GROUP, "IngressClass", "ingressclasses")
                .storedAs("v1", "io.k8s.api.networking.v1.IngressClass", NetworkDefaults::ingressClass)
                .retired(GROUP, "v1beta1", "io.k8s.api.networking.v1beta1.IngressClass", NetworkDefaults::ingressClass)
                .columns(NetworkColumns.ofIngressClasses())
                .build();
    }
}

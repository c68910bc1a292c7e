package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.PodColumns;
import dev.gyre.schemas.defaults.PodDefaults;

/** Pod: containers that share one node, one network and one end. */
final class Pods {

    private Pods() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "Pod", "pods")
                .shortNames("po")
                .inAll()
                .storedAs("v1", "io.k8s.api.core.v1.Pod", PodDefaults::pod)
                .subresources(
                        "attach",
                        "binding",
                        "ephemeralcontainers",
                        "eviction",
                        "exec",
                        "log",
                        "portforward",
                        "proxy",
                        "resize",
                        "status")
                .columns(PodColumns.columns())
                .build();
    }
}

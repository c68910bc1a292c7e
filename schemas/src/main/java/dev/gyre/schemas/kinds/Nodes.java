package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.NodeColumns;
import dev.gyre.schemas.defaults.CoreDefaults;

/** Node: a machine that runs pods. */
final class Nodes {

    private Nodes() {}

    static ResourceKind kind() {
        return Entry.clusterScoped("", "Node", "nodes")
                .shortNames("no")
                .storedAs("v1", "io.k8s.api.core.v1.Node", CoreDefaults::node)
                .subresources("proxy", "status")
                .columns(NodeColumns.columns())
                .build();
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.ClassColumns;

/** RuntimeClass: a name for what runs some pods, what that costs beside their containers, and where it is. */
final class RuntimeClasses {

    private static final String GROUP = "node.k8s.io";

    private RuntimeClasses() {}

    static ResourceKind kind() {
        return Entry.clusterScoped(GROUP, "RuntimeClass", "runtimeclasses")
                .storedAs("v1", "io.k8s.api.node.v1.RuntimeClass", Defaults.NONE)
                .retired(GROUP, "v1beta1", "io.k8s.api.node.v1beta1.RuntimeClass", Defaults.NONE)
                .columns(ClassColumns.ofRuntimeClasses())
                .build();
    }
}

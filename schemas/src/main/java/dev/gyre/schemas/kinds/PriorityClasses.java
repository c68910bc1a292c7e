package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.ClassColumns;
import dev.gyre.schemas.defaults.CoreDefaults;

/** PriorityClass: a name for how much some pods matter beside others. */
final class PriorityClasses {

    private static final String GROUP = "scheduling.k8s.io";

    private PriorityClasses() {}

    static ResourceKind kind() {
        return Entry.clusterScoped(GROUP, "PriorityClass", "priorityclasses")
                .shortNames("pc")
                .storedAs("v1", "io.k8s.api.scheduling.v1.PriorityClass", CoreDefaults::priorityClass)
                .retired(GROUP, "v1beta1", "io.k8s.api.scheduling.v1beta1.PriorityClass", CoreDefaults::priorityClass)
                .columns(ClassColumns.ofPriorityClasses())
                .build();
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;
import dev.gyre.schemas.defaults.DaemonSetDefaults;

/** DaemonSet: one pod of a template on every node that fits. */
final class DaemonSets {

    private DaemonSets() {}

    static ResourceKind kind() {
        Entry entry = Entry.namespaced("apps", "DaemonSet", "daemonsets")
                .shortNames("ds")
                .inAll()
                .storedAs("v1", "io.k8s.api.apps.v1.DaemonSet", DaemonSetDefaults::daemonSet)
                .subresources("status")
                .columns(WorkloadColumns.ofDaemonSets());
        return entry.retired("apps", "v1beta2", "io.k8s.api.apps.v1beta2.DaemonSet", DaemonSetDefaults::daemonSet)
                .retired(
                        "extensions",
                        "v1beta1",
                        "io.k8s.api.extensions.v1beta1.DaemonSet",
                        DaemonSetDefaults::daemonSetOfExtensions,
                        new TemplateGenerationConversion(entry.renamed("extensions", "v1beta1")))
                .build();
    }
}

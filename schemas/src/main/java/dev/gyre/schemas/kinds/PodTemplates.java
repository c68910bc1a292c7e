package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;
import dev.gyre.schemas.defaults.PodDefaults;

/** PodTemplate: a template of pods that stands by itself. */
final class PodTemplates {

    private PodTemplates() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "PodTemplate", "podtemplates")
                .storedAs("v1", "io.k8s.api.core.v1.PodTemplate", PodDefaults::podTemplate)
                .columns(WorkloadColumns.ofPodTemplates())
                .build();
    }
}

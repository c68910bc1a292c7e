package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;
import dev.gyre.schemas.defaults.StatefulSetDefaults;

/** StatefulSet: pods that keep their names and their volumes. */
final class StatefulSets {

    private StatefulSets() {}

    static ResourceKind kind() {
        return Entry.namespaced("apps", "StatefulSet", "statefulsets")
                .shortNames("sts")
                .inAll()
                .storedAs("v1", "io.k8s.api.apps.v1.StatefulSet", StatefulSetDefaults::statefulSet)
                .retired("apps", "v1beta2", "io.k8s.api.apps.v1beta2.StatefulSet", StatefulSetDefaults::statefulSet)
                .retired(
                        "apps",
                        "v1beta1",
                        "io.k8s.api.apps.v1beta1.StatefulSet",
                        StatefulSetDefaults::statefulSetV1beta1)
                .subresources("scale", "status")
                .columns(WorkloadColumns.ofStatefulSets())
                .build();
    }
}

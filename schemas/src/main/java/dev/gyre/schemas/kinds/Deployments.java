package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;
import dev.gyre.schemas.defaults.WorkloadDefaults;

/** Deployment: replicas of a pod, and how they change from one template to the next. */
final class Deployments {

    private Deployments() {}

    static ResourceKind kind() {
        Entry entry = Entry.namespaced("apps", "Deployment", "deployments")
                .shortNames("deploy")
                .inAll()
                .storedAs("v1", "io.k8s.api.apps.v1.Deployment", WorkloadDefaults::deployment)
                .subresources("scale", "status")
                .columns(WorkloadColumns.ofDeployments());
        return entry.retired("apps", "v1beta2", "io.k8s.api.apps.v1beta2.Deployment", WorkloadDefaults::deployment)
                .retired(
                        "apps",
                        "v1beta1",
                        "io.k8s.api.apps.v1beta1.Deployment",
                        WorkloadDefaults::deploymentV1beta1,
                        new RollbackConversion(entry.renamed("apps", "v1beta1")))
                .retired(
                        "extensions",
                        "v1beta1",
                        "io.k8s.api.extensions.v1beta1.Deployment",
                        WorkloadDefaults::deploymentOfExtensions,
                        new RollbackConversion(entry.renamed("extensions", "v1beta1")))
                .build();
    }
}

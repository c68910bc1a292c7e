package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.WorkloadColumns;

/** PodDisruptionBudget: how many of some pods may be evicted at once. */
final class PodDisruptionBudgets {

    private PodDisruptionBudgets() {}

    static ResourceKind kind() {
        Entry entry = Entry.namespaced("policy", "PodDisruptionBudget", "poddisruptionbudgets")
                .shortNames("pdb")
                .storedAs("v1", "io.k8s.api.policy.v1.PodDisruptionBudget", Defaults.NONE)
                .subresources("status")
                .columns(WorkloadColumns.ofPodDisruptionBudgets());
        return entry.retired(
                        "policy",
                        "v1beta1",
                        "io.k8s.api.policy.v1beta1.PodDisruptionBudget",
                        Defaults.NONE,
                        new EmptySelectorConversion(entry.renamed("policy", "v1beta1")))
                .build();
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.AutoscalerColumns;
import dev.gyre.schemas.defaults.AutoscalerDefaults;

/** HorizontalPodAutoscaler: between how many replicas a workload is kept, and by which measure. */
final class HorizontalPodAutoscalers {

    private static final String GROUP = "autoscaling";

    private HorizontalPodAutoscalers() {}

    static ResourceKind kind() {
        Entry entry = Entry.namespaced(GROUP, "HorizontalPodAutoscaler", "horizontalpodautoscalers")
                .shortNames("hpa")
                .inAll()
                .storedAs("v2", "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler", AutoscalerDefaults::autoscaler)
                .subresources("status")
                .columns(AutoscalerColumns.columns());
        return entry.alsoAs(
                        GROUP,
                        "v1",
                        "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler",
                        AutoscalerDefaults::autoscalerV1,
                        new CpuTargetConversion(entry.renamed(GROUP, "v1")))
                .retired(
                        GROUP,
                        "v2beta2",
                        "io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler",
                        AutoscalerDefaults::autoscaler)
                .retired(
                        GROUP,
                        "v2beta1",
                        "io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscaler",
                        AutoscalerDefaults::autoscalerV2beta1,
                        new NamedMetricsConversion(entry.renamed(GROUP, "v2beta1")))
                .build();
    }
}

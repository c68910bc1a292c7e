package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Autoscalers of {@code v2beta1}: their metrics are in the words of {@link NamedMetrics}, and how fast to scale is an annotation. */
record NamedMetricsConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    @Override
    public void toStorage(ObjectNode autoscaler) {
        name.toStorage(autoscaler);
        if (autoscaler.get("spec") instanceof ObjectNode spec) {
            if (spec.get("metrics") instanceof ArrayNode metrics) {
                spec.set("metrics", NamedMetrics.to(metrics, "target"));
            }
            JsonNode behavior = AutoscalerAnnotations.take(autoscaler, "behavior");
            if (behavior instanceof ObjectNode) {
                spec.set("behavior", behavior);
            }
        }
        if (autoscaler.get("status") instanceof ObjectNode status
                && status.get("currentMetrics") instanceof ArrayNode metrics) {
            status.set("currentMetrics", NamedMetrics.to(metrics, "current"));
        }
        AutoscalerAnnotations.tidy(autoscaler);
    }

    @Override
    public void fromStorage(ObjectNode autoscaler) {
        name.fromStorage(autoscaler);
        if (autoscaler.get("spec") instanceof ObjectNode spec) {
            if (spec.get("metrics") instanceof ArrayNode metrics) {
                spec.set("metrics", NamedMetrics.from(metrics, "target"));
            }
            AutoscalerAnnotations.put(autoscaler, "behavior", spec.remove("behavior"));
        }
        if (autoscaler.get("status") instanceof ObjectNode status
                && status.get("currentMetrics") instanceof ArrayNode metrics) {
            status.set("currentMetrics", NamedMetrics.from(metrics, "current"));
        }
    }
}

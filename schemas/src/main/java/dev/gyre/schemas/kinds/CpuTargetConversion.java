package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Autoscalers of the version that knew no measure but the share of CPU that is used. The others, how fast to scale and the
 * conditions are annotations there, in the words of {@link NamedMetrics}, as Kubernetes writes them.
 */
record CpuTargetConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    private static final String TARGET = "targetCPUUtilizationPercentage";
    private static final String CURRENT = "currentCPUUtilizationPercentage";

    @Override
    public void toStorage(ObjectNode autoscaler) {
        name.toStorage(autoscaler);
        if (autoscaler.get("spec") instanceof ObjectNode spec) {
            ArrayNode metrics = Json.MAPPER.createArrayNode();
            addCpu(metrics, spec.remove(TARGET), "target");
            addAll(metrics, AutoscalerAnnotations.take(autoscaler, "metrics"), "target");
            setUnlessEmpty(spec, "metrics", metrics);
            JsonNode behavior = AutoscalerAnnotations.take(autoscaler, "behavior");
            if (behavior instanceof ObjectNode) {
                spec.set("behavior", behavior);
            }
        }
        if (autoscaler.get("status") instanceof ObjectNode status) {
            ArrayNode metrics = Json.MAPPER.createArrayNode();
            addCpu(metrics, status.remove(CURRENT), "current");
            addAll(metrics, AutoscalerAnnotations.take(autoscaler, "current-metrics"), "current");
            setUnlessEmpty(status, "currentMetrics", metrics);
            JsonNode conditions = AutoscalerAnnotations.take(autoscaler, "conditions");
            if (conditions instanceof ArrayNode) {
                status.set("conditions", conditions);
            }
        }
        AutoscalerAnnotations.tidy(autoscaler);
    }

    @Override
    public void fromStorage(ObjectNode autoscaler) {
        name.fromStorage(autoscaler);
        if (autoscaler.get("spec") instanceof ObjectNode spec) {
            AutoscalerAnnotations.put(
                    autoscaler, "metrics", NamedMetrics.from(withoutCpu(spec, "metrics", "target", TARGET), "target"));
            AutoscalerAnnotations.put(autoscaler, "behavior", spec.remove("behavior"));
        }
        if (autoscaler.get("status") instanceof ObjectNode status) {
            AutoscalerAnnotations.put(
                    autoscaler,
                    "current-metrics",
                    NamedMetrics.from(withoutCpu(status, "currentMetrics", "current", CURRENT), "current"));
            AutoscalerAnnotations.put(autoscaler, "conditions", status.remove("conditions"));
        }
    }

    private static void addCpu(ArrayNode metrics, @Nullable JsonNode percentage, String value) {
        if (percentage == null || percentage.isNull()) {
            return;
        }
        ObjectNode resource = metrics.addObject().put("type", "Resource").putObject("resource");
        ObjectNode measured = resource.put("name", "cpu").putObject(value);
        if (value.equals("target")) {
            measured.put("type", "Utilization");
        }
        measured.set("averageUtilization", percentage);
    }

    private static void addAll(ArrayNode metrics, @Nullable JsonNode named, String value) {
        if (named instanceof ArrayNode array) {
            metrics.addAll(NamedMetrics.to(array, value));
        }
    }

    /** Moves the first share of CPU to the field that this version has for it; the other metrics are answered. */
    private static ArrayNode withoutCpu(ObjectNode parent, String metrics, String value, String field) {
        ArrayNode others = Json.MAPPER.createArrayNode();
        JsonNode all = parent.remove(metrics);
        if (all == null) {
            return others;
        }
        for (JsonNode metric : all) {
            JsonNode share = metric.path("resource").path(value).path("averageUtilization");
            if (share.isNumber() && !parent.has(field) && isNothingBut(share, metric.path("resource"), value)) {
                parent.set(field, share);
            } else {
                others.add(metric);
            }
        }
        return others;
    }

    /** A current share may come with the amount it was computed from, which only an annotation can hold. */
    private static boolean isNothingBut(JsonNode share, JsonNode resource, String value) {
        return resource.path("name").asString("").equals("cpu")
                && !resource.path(value).has("averageValue")
                && share.isNumber();
    }

    private static void setUnlessEmpty(ObjectNode parent, String field, ArrayNode array) {
        if (!array.isEmpty()) {
            parent.set(field, array);
        }
    }
}

package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Autoscalers of the version that knew no measure but the share of CPU that is used. The others, how fast to scale and the
 * conditions are annotations there, in the words of {@link NamedMetrics}, as Kubernetes writes them.
 */
record CpuTargetConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String TARGET = "targetCPUUtilizationPercentage";
    private static final String CURRENT = "currentCPUUtilizationPercentage";

    @Override
    public void toStorage(ObjectNode autoscaler) {
        name.toStorage(autoscaler);
        if (autoscaler.get("spec") instanceof ObjectNode spec) {
            ArrayNode metrics = Json.MAPPER.createArrayNode();
            addCpu(metrics, spec.remove(TARGET), "target");
            addAll(metrics, take(autoscaler, "metrics"));
            setUnlessEmpty(spec, "metrics", metrics);
            JsonNode behavior = take(autoscaler, "behavior");
            if (behavior instanceof ObjectNode) {
                spec.set("behavior", behavior);
            }
        }
        if (autoscaler.get("status") instanceof ObjectNode status) {
            ArrayNode metrics = Json.MAPPER.createArrayNode();
            addCpu(metrics, status.remove(CURRENT), "current");
            addAll(metrics, take(autoscaler, "current-metrics"));
            setUnlessEmpty(status, "currentMetrics", metrics);
            JsonNode conditions = take(autoscaler, "conditions");
            if (conditions instanceof ArrayNode) {
                status.set("conditions", conditions);
            }
        }
        if (autoscaler.path("metadata").path("annotations").isEmpty()
                && autoscaler.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("annotations");
        }
    }

    @Override
    public void fromStorage(ObjectNode autoscaler) {
        name.fromStorage(autoscaler);
        if (autoscaler.get("spec") instanceof ObjectNode spec) {
            put(autoscaler, "metrics", NamedMetrics.from(withoutCpu(spec, "metrics", "target", TARGET)));
            put(autoscaler, "behavior", spec.remove("behavior"));
        }
        if (autoscaler.get("status") instanceof ObjectNode status) {
            put(
                    autoscaler,
                    "current-metrics",
                    NamedMetrics.from(withoutCpu(status, "currentMetrics", "current", CURRENT)));
            put(autoscaler, "conditions", status.remove("conditions"));
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

    private static void addAll(ArrayNode metrics, @Nullable JsonNode named) {
        if (named instanceof ArrayNode array) {
            metrics.addAll(NamedMetrics.to(array));
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

    private static void put(ObjectNode autoscaler, String annotation, @Nullable JsonNode value) {
        if (value != null && !value.isEmpty()) {
            autoscaler
                    .withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(PREFIX + annotation, new String(Json.write(value), StandardCharsets.UTF_8));
        }
    }

    /** What an annotation says, which then is none any more; one that is no JSON says nothing. */
    private static @Nullable JsonNode take(ObjectNode autoscaler, String annotation) {
        if (!(autoscaler.path("metadata").get("annotations") instanceof ObjectNode annotations)) {
            return null;
        }
        JsonNode text = annotations.remove(PREFIX + annotation);
        try {
            return text == null ? null : Json.MAPPER.readTree(text.asString(""));
        } catch (JacksonException e) {
            return null;
        }
    }
}

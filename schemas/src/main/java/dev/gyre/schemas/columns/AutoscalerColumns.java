package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of autoscalers: what is scaled, by which measures, and between which bounds. */
public final class AutoscalerColumns {

    /** More measures than these are only counted. */
    private static final int SHOWN = 2;

    private AutoscalerColumns() {}

    public static List<Column> columns() {
        return List.of(
                Columns.name(),
                Columns.text("Reference", "What is scaled.", AutoscalerColumns::reference),
                Columns.text("Targets", "What is measured, and what it should be.", AutoscalerColumns::targets),
                Columns.text(
                        "MinPods",
                        "The lowest number of pods.",
                        autoscaler ->
                                autoscaler.path("spec").path("minReplicas").asString("<unset>")),
                Columns.number(
                        "MaxPods",
                        "The highest number of pods.",
                        autoscaler ->
                                autoscaler.path("spec").path("maxReplicas").asLong(0)),
                Columns.number(
                        "Replicas",
                        "How many pods there are.",
                        autoscaler -> autoscaler
                                .path("status")
                                .path("currentReplicas")
                                .asLong(0)),
                Columns.age());
    }

    private static String reference(ObjectNode autoscaler) {
        JsonNode target = autoscaler.path("spec").path("scaleTargetRef");
        return target.path("kind").asString("") + "/" + target.path("name").asString("");
    }

    private static String targets(ObjectNode autoscaler) {
        JsonNode metrics = autoscaler.path("spec").path("metrics");
        JsonNode current = autoscaler.path("status").path("currentMetrics");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < metrics.size() && i < SHOWN; i++) {
            texts.add(target(metrics.get(i), current.path(i)));
        }
        if (texts.isEmpty()) {
            return Columns.NONE;
        }
        String shown = String.join(", ", texts);
        return metrics.size() > SHOWN ? shown + " + " + (metrics.size() - SHOWN) + " more..." : shown;
    }

    private static String target(JsonNode metric, JsonNode status) {
        String type = metric.path("type").asString("");
        String field = switch (type) {
            case "ContainerResource" -> "containerResource";
            case "Resource", "Pods", "Object", "External" -> type.toLowerCase(java.util.Locale.ROOT);
            default -> null;
        };
        if (field == null) {
            return "<unknown type>";
        }
        JsonNode wanted = metric.path(field).path("target");
        JsonNode measured = status.path(field).path("current");
        String name = metric.path(field).path("name").asString("");
        String prefix = name.isEmpty() ? "" : name + ": ";
        String value = value(wanted, measured, "averageUtilization", "%", "");
        if (value == null) {
            String unit = type.equals("Object") || type.equals("External") ? " (avg)" : "";
            value = value(wanted, measured, "averageValue", "", unit);
        }
        if (value == null) {
            value = value(wanted, measured, "value", "", "");
        }
        return prefix + (value == null ? "<auto>" : value);
    }

    private static @Nullable String value(JsonNode wanted, JsonNode measured, String field, String sign, String unit) {
        if (!wanted.hasNonNull(field)) {
            return null;
        }
        String current = measured.hasNonNull(field) ? measured.path(field).asString("") + sign : "<unknown>";
        return current + "/" + wanted.path(field).asString("") + sign + unit;
    }
}

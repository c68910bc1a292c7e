package dev.gyre.schemas.kinds;

import dev.gyre.schemas.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Metrics of an autoscaler in the words of the older versions, where a metric's name and value were fields of their own
 * ({@code metricName}, {@code targetAverageValue}) rather than {@code metric} and {@code target}. Both words mean the same.
 */
final class NamedMetrics {

    /** The field that describes a metric of this type, in both versions. */
    private static final Map<String, String> SOURCES = Map.of(
            "Resource", "resource",
            "ContainerResource", "containerResource",
            "Pods", "pods",
            "Object", "object",
            "External", "external");

    private NamedMetrics() {}

    /** From the newer words to the older; {@code value} is what they measure by: {@code target} or {@code current}. */
    static ArrayNode from(ArrayNode metrics, String value) {
        ArrayNode named = Json.MAPPER.createArrayNode();
        for (JsonNode metric : metrics) {
            ObjectNode copy = (ObjectNode) metric.deepCopy();
            String type = copy.path("type").asString("");
            if (SOURCES.containsKey(type) && copy.get(SOURCES.get(type)) instanceof ObjectNode source) {
                name(type, source, value);
            }
            named.add(copy);
        }
        return named;
    }

    private static void name(String type, ObjectNode source, String prefix) {
        JsonNode value = source.remove(prefix);
        if (source.remove("metric") instanceof ObjectNode metric) {
            move(metric, "name", source, "metricName");
            move(metric, "selector", source, type.equals("External") ? "metricSelector" : "selector");
        }
        if (value instanceof ObjectNode values) {
            move(values, "averageUtilization", source, prefix + "AverageUtilization");
            move(values, "averageValue", source, averageField(type, prefix));
            move(values, "value", source, prefix + "Value");
        }
        move(source, "describedObject", source, "target");
    }

    private static String averageField(String type, String prefix) {
        return type.equals("Object") ? "averageValue" : prefix + "AverageValue";
    }

    /** From the older words to the newer. */
    static ArrayNode to(ArrayNode named, String value) {
        ArrayNode metrics = Json.MAPPER.createArrayNode();
        for (JsonNode metric : named) {
            if (!(metric.deepCopy() instanceof ObjectNode copy)) {
                continue;
            }
            String type = copy.path("type").asString("");
            if (SOURCES.containsKey(type) && copy.get(SOURCES.get(type)) instanceof ObjectNode source) {
                unname(type, source, value);
            }
            metrics.add(copy);
        }
        return metrics;
    }

    private static void unname(String type, ObjectNode source, String prefix) {
        ObjectNode metric = Json.object();
        move(source, "metricName", metric, "name");
        move(source, type.equals("External") ? "metricSelector" : "selector", metric, "selector");
        move(source, "target", source, "describedObject");
        ObjectNode value = Json.object();
        move(source, prefix + "AverageUtilization", value, "averageUtilization");
        move(source, averageField(type, prefix), value, "averageValue");
        move(source, prefix + "Value", value, "value");
        if (!metric.isEmpty()) {
            source.set("metric", metric);
        }
        if (prefix.equals("target")) {
            value.put("type", targetType(value));
        }
        source.set(prefix, value);
    }

    private static String targetType(ObjectNode value) {
        if (value.has("averageUtilization")) {
            return "Utilization";
        }
        return value.has("averageValue") ? "AverageValue" : "Value";
    }

    private static void move(ObjectNode from, String field, ObjectNode to, String name) {
        JsonNode value = from.remove(field);
        if (value != null) {
            to.set(name, value);
        }
    }
}

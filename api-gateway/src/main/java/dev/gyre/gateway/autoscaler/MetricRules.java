package dev.gyre.gateway.autoscaler;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.schemas.quantity.Quantity;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A measure is of one type, described in the field of that type, and has one target. */
final class MetricRules {

    private static final Map<String, String> FIELDS = Map.of(
            "Resource", "resource",
            "ContainerResource", "containerResource",
            "Pods", "pods",
            "Object", "object",
            "External", "external");

    private MetricRules() {}

    static void validate(JsonNode metric, FieldPath path, FieldErrors errors) {
        String type = metric.path("type").asString("");
        if (type.isEmpty()) {
            errors.required(path.child("type"), "must specify a metric source type");
            return;
        }
        String field = FIELDS.get(type);
        if (field == null) {
            errors.notSupported(path.child("type"), type, FIELDS.keySet());
            return;
        }
        if (!metric.has(field)) {
            errors.required(path.child(field), "must populate information for the given metric source");
            return;
        }
        for (String other : FIELDS.values().stream().sorted().toList()) {
            if (!other.equals(field) && metric.has(other)) {
                errors.forbidden(path.child(other), "must populate the given metric source only");
            }
        }
        validateSource(type, metric.path(field), path.child(field), errors);
    }

    private static void validateSource(String type, JsonNode source, FieldPath path, FieldErrors errors) {
        switch (type) {
            case "Resource", "ContainerResource" -> {
                if (source.path("name").asString("").isEmpty()) {
                    errors.required(path.child("name"), "must specify a resource name");
                }
                if (type.equals("ContainerResource")
                        && source.path("container").asString("").isEmpty()) {
                    errors.required(path.child("container"), "must specify a container");
                }
                oneOf(
                        source.path("target"),
                        path,
                        List.of("averageUtilization", "averageValue"),
                        "must set either a target raw value or a target utilization",
                        errors);
            }
            case "Pods" -> {
                validateMetric(source.path("metric"), path.child("metric"), errors);
                if (!source.path("target").has("averageValue")) {
                    errors.required(
                            path.child("target").child("averageValue"), "must specify a positive target averageValue");
                }
            }
            default -> {
                if (type.equals("Object")) {
                    HorizontalPodAutoscalerRules.validateReference(
                            source.path("describedObject"), path.child("describedObject"), errors);
                }
                validateMetric(source.path("metric"), path.child("metric"), errors);
                oneOf(
                        source.path("target"),
                        path,
                        List.of("averageValue", "value"),
                        "must set either a target value for metric or a per-pod target",
                        errors);
            }
        }
        validateTarget(source.path("target"), path.child("target"), errors);
    }

    private static void validateMetric(JsonNode metric, FieldPath path, FieldErrors errors) {
        if (metric.path("name").asString("").isEmpty()) {
            errors.required(path.child("name"), "must specify a metric name");
        }
        LabelSelectorRules.validate(metric.path("selector"), path.child("selector"), errors);
    }

    private static void oneOf(JsonNode target, FieldPath path, List<String> fields, String none, FieldErrors errors) {
        long count = fields.stream().filter(target::has).count();
        if (count == 0) {
            errors.required(path.child("target").child(fields.getFirst()), none);
        } else if (count > 1) {
            errors.forbidden(
                    path.child("target").child(fields.getLast()),
                    fields.getFirst().equals("averageUtilization")
                            ? "may not set both a target raw value and a target utilization"
                            : "may not set both a target value for metric and a per-pod target");
        }
    }

    private static void validateTarget(JsonNode target, FieldPath path, FieldErrors errors) {
        String type = target.path("type").asString("");
        if (type.isEmpty()) {
            errors.required(path.child("type"), "must specify a metric target type");
        } else if (!List.of("Utilization", "AverageValue", "Value").contains(type)) {
            errors.invalid(path.child("type"), type, "must be either Utilization, Value, or AverageValue");
        }
        JsonNode utilization = target.path("averageUtilization");
        if (utilization.isNumber() && utilization.asInt() < 1) {
            errors.invalid(path.child("averageUtilization"), utilization, "must be greater than 0");
        }
        for (String field : List.of("averageValue", "value")) {
            JsonNode value = target.path(field);
            if (!value.isMissingNode() && Quantity.parse(value.asString("0")).compareTo(Quantity.ZERO) <= 0) {
                errors.invalid(path.child(field), value, "must be positive");
            }
        }
    }
}

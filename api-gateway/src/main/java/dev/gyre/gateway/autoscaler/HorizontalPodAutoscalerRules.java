package dev.gyre.gateway.autoscaler;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An autoscaler names what it scales, bounds that hold a number, and measures that can be compared with something. */
public final class HorizontalPodAutoscalerRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public StatusRules status() {
        return HorizontalPodAutoscalerStatusRules.INSTANCE;
    }

    @Override
    public void validate(ObjectNode autoscaler, FieldErrors errors) {
        JsonNode spec = autoscaler.path("spec");
        JsonNode min = spec.path("minReplicas");
        JsonNode max = spec.path("maxReplicas");
        if (min.isNumber() && min.asInt() < 1) {
            errors.invalid(SPEC.child("minReplicas"), min, "must be greater than or equal to 1");
        }
        if (max.asInt(0) < 1) {
            errors.invalid(SPEC.child("maxReplicas"), max, "must be greater than 0");
        }
        if (min.isNumber() && max.asInt(0) < min.asInt()) {
            errors.invalid(SPEC.child("maxReplicas"), max, "must be greater than or equal to `minReplicas`");
        }
        validateReference(spec.path("scaleTargetRef"), SPEC.child("scaleTargetRef"), errors);
        JsonNode metrics = spec.path("metrics");
        for (int i = 0; i < metrics.size(); i++) {
            MetricRules.validate(metrics.get(i), SPEC.child("metrics").index(i), errors);
        }
        for (String direction : List.of("scaleUp", "scaleDown")) {
            if (spec.path("behavior").has(direction)) {
                validateBehavior(
                        spec.path("behavior").path(direction),
                        SPEC.child("behavior").child(direction),
                        errors);
            }
        }
    }

    static void validateReference(JsonNode reference, FieldPath path, FieldErrors errors) {
        for (String field : List.of("kind", "name")) {
            String value = reference.path(field).asString("");
            String fault = NameFormat.PATH_SEGMENT.fault(value);
            if (value.isEmpty()) {
                errors.required(path.child(field), "");
            } else if (fault != null) {
                errors.invalid(path.child(field), value, fault);
            }
        }
    }

    private static void validateBehavior(JsonNode rules, FieldPath path, FieldErrors errors) {
        JsonNode window = rules.path("stabilizationWindowSeconds");
        if (window.asInt(0) < 0) {
            errors.invalid(path.child("stabilizationWindowSeconds"), window, "must be greater than or equal to zero");
        } else if (window.asInt(0) > 3600) {
            errors.invalid(path.child("stabilizationWindowSeconds"), window, "must be less than or equal to 3600");
        }
        String select = rules.path("selectPolicy").asString("");
        if (!List.of("Max", "Min", "Disabled").contains(select)) {
            errors.notSupported(path.child("selectPolicy"), select, List.of("Max", "Min", "Disabled"));
        }
        JsonNode policies = rules.path("policies");
        if (policies.isEmpty()) {
            errors.required(path.child("policies"), "must specify at least one Policy");
        }
        for (int i = 0; i < policies.size(); i++) {
            FieldPath at = path.child("policies").index(i);
            String type = policies.get(i).path("type").asString("");
            if (!List.of("Pods", "Percent").contains(type)) {
                errors.notSupported(at.child("type"), type, List.of("Pods", "Percent"));
            }
            JsonNode period = policies.get(i).path("periodSeconds");
            Numbers.requireAboveZero(policies.get(i).path("value"), at.child("value"), errors);
            Numbers.requireAboveZero(period, at.child("periodSeconds"), errors);
            if (period.asInt(0) > 1800) {
                errors.invalid(at.child("periodSeconds"), period, "must be less than or equal to 1800");
            }
        }
    }
}

package dev.gyre.schemas.defaults;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of an autoscaler: four fifths of the CPU that was asked for, up fast and down by as much as is not needed. */
public final class AutoscalerDefaults {

    private static final int CPU_PERCENT = 80;
    private static final int PERIOD_SECONDS = 15;

    private AutoscalerDefaults() {}

    public static void autoscaler(ObjectNode autoscaler) {
        ObjectNode spec = Unset.object(autoscaler, "spec");
        Unset.number(spec, "minReplicas", 1);
        if (spec.path("metrics").isEmpty()) {
            cpu(spec).putObject("target").put("type", "Utilization").put("averageUtilization", CPU_PERCENT);
        }
        Unset.child(spec, "behavior").forEach(AutoscalerDefaults::behavior);
    }

    /** The same in the words of {@code autoscaling/v2beta1}, which had no behaviour yet. */
    public static void autoscalerV2beta1(ObjectNode autoscaler) {
        ObjectNode spec = Unset.object(autoscaler, "spec");
        Unset.number(spec, "minReplicas", 1);
        if (spec.path("metrics").isEmpty()) {
            cpu(spec).put("targetAverageUtilization", CPU_PERCENT);
        }
    }

    private static ObjectNode cpu(ObjectNode spec) {
        return spec.putArray("metrics")
                .addObject()
                .put("type", "Resource")
                .putObject("resource")
                .put("name", "cpu");
    }

    /** {@code autoscaling/v1}, which leaves it to the controller what is measured. */
    public static void autoscalerV1(ObjectNode autoscaler) {
        Unset.number(Unset.object(autoscaler, "spec"), "minReplicas", 1);
    }

    private static void behavior(ObjectNode behavior) {
        ObjectNode up = Unset.object(behavior, "scaleUp");
        Unset.number(up, "stabilizationWindowSeconds", 0);
        Unset.string(up, "selectPolicy", "Max");
        if (!up.has("policies")) {
            ArrayNode policies = up.putArray("policies");
            policy(policies, "Pods", 4);
            policy(policies, "Percent", 100);
        }
        ObjectNode down = Unset.object(behavior, "scaleDown");
        Unset.string(down, "selectPolicy", "Max");
        if (!down.has("policies")) {
            policy(down.putArray("policies"), "Percent", 100);
        }
    }

    private static void policy(ArrayNode policies, String type, int value) {
        policies.addObject().put("type", type).put("value", value).put("periodSeconds", PERIOD_SECONDS);
    }
}

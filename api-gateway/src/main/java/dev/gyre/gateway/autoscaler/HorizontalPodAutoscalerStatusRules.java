package dev.gyre.gateway.autoscaler;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The counts of an autoscaler's status are counts. */
final class HorizontalPodAutoscalerStatusRules implements StatusRules {

    static final HorizontalPodAutoscalerStatusRules INSTANCE = new HorizontalPodAutoscalerStatusRules();

    private HorizontalPodAutoscalerStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode autoscaler, ObjectNode old, FieldErrors errors) {
        Numbers.requireNotNegative(
                autoscaler.path("status"),
                FieldPath.of("status"),
                List.of("currentReplicas", "desiredReplicas"),
                errors);
    }
}

package dev.gyre.gateway.deployment;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How a deployment goes from one template to the next: at once, or rolling with room for at least one step. */
final class RolloutStrategyRules {

    private RolloutStrategyRules() {}

    static void validate(JsonNode strategy, FieldPath path, FieldErrors errors) {
        String type = strategy.path("type").asString("");
        JsonNode rolling = strategy.path("rollingUpdate");
        switch (type) {
            case "Recreate" -> {
                if (!rolling.isMissingNode()) {
                    errors.forbidden(
                            path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                if (rolling.isMissingNode()) {
                    errors.required(path.child("rollingUpdate"), "this should be defaulted and never be nil");
                } else {
                    validateRolling(rolling, path.child("rollingUpdate"), errors);
                }
            }
            case "" -> errors.required(path, "");
            default -> errors.notSupported(path, type, List.of("Recreate", "RollingUpdate"));
        }
    }

    private static void validateRolling(JsonNode rolling, FieldPath path, FieldErrors errors) {
        JsonNode maxUnavailable = rolling.path("maxUnavailable");
        JsonNode maxSurge = rolling.path("maxSurge");
        Numbers.requireCountOrPercentage(maxUnavailable, path.child("maxUnavailable"), errors);
        Numbers.requireCountOrPercentage(maxSurge, path.child("maxSurge"), errors);
        if (Numbers.percentage(maxUnavailable) > 100) {
            errors.invalid(path.child("maxUnavailable"), maxUnavailable, "must not be greater than 100%");
        }
        if (isZero(maxUnavailable) && isZero(maxSurge)) {
            errors.invalid(path.child("maxUnavailable"), maxUnavailable, "may not be 0 when `maxSurge` is 0");
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isString() ? Numbers.percentage(value) == 0 : value.asLong(0) == 0;
    }
}

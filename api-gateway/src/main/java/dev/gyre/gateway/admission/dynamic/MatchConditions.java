package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.gateway.cel.ExpressionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Conditions that must all hold for somebody to be asked. One that says no settles it whatever the others say; one that cannot
 * be evaluated is a refusal of the request, or a no where failures are to be passed over.
 */
final class MatchConditions {

    private final Map<String, Expression> conditions = new LinkedHashMap<>();
    private final boolean failsOpen;

    private MatchConditions(boolean failsOpen) {
        this.failsOpen = failsOpen;
    }

    static MatchConditions of(JsonNode conditions, ExpressionEnvironment environment, boolean failsOpen)
            throws ExpressionException {
        MatchConditions all = new MatchConditions(failsOpen);
        for (JsonNode condition : conditions) {
            String expression = condition.path("expression").asString("");
            all.conditions.put(expression, environment.compileCondition(expression));
        }
        return all;
    }

    /** Whether all hold; the message of the failure says what cannot be told. */
    boolean hold(Supplier<Map<String, Object>> values) throws UndecidedException {
        if (conditions.isEmpty()) {
            return true;
        }
        Map<String, Object> known = values.get();
        List<String> failures = new ArrayList<>();
        for (Map.Entry<String, Expression> condition : conditions.entrySet()) {
            try {
                if (!condition.getValue().isTrue(known)) {
                    return false;
                }
            } catch (ExpressionException e) {
                failures.add("expression '" + condition.getKey() + "' resulted in error: " + e.reason());
            }
        }
        if (!failures.isEmpty() && !failsOpen) {
            throw new UndecidedException(
                    failures.size() == 1 ? failures.getFirst() : "[" + String.join(", ", failures) + "]");
        }
        return failures.isEmpty();
    }

    /** It could not be told. */
    static final class UndecidedException extends Exception {
        UndecidedException(String message) {
            super(message, null, false, false);
        }
    }
}

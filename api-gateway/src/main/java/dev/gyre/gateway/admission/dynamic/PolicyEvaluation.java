package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One policy on one request with one set of parameters. Pure: what holds and what does not depends on nothing else. */
final class PolicyEvaluation {

    private static final int MAX_MESSAGE = 5 * 1024;

    private final Policy policy;
    private final Map<String, Object> values;
    private final Map<String, String> failedVariables = new HashMap<>();

    /** @param known the request's values, with the namespace's */
    PolicyEvaluation(Policy policy, Map<String, Object> known, @Nullable ObjectNode params) {
        this.policy = policy;
        this.values = new HashMap<>(known);
        values.put("params", params == null ? CelValues.nothing() : CelValues.of(params));
        values.put("variables", Map.of());
    }

    /** What does not hold: why, and by which of the API's reasons. */
    record Violation(String message, String reason) {}

    Map<String, Object> values() {
        return values;
    }

    List<Violation> violations() {
        evaluateVariables();
        List<Violation> violations = new ArrayList<>();
        for (Policy.Rule rule : policy.rules()) {
            try {
                if (!rule.expression().isTrue(values)) {
                    violations.add(new Violation(message(rule), rule.reason()));
                }
            } catch (ExpressionException e) {
                if (!policy.failsOpen()) {
                    violations.add(new Violation(
                            "expression '" + rule.text() + "' resulted in error: " + reason(rule.expression(), e),
                            rule.reason()));
                }
            }
        }
        return violations;
    }

    /** A variable that cannot be evaluated is a failure only of those that name it. */
    private void evaluateVariables() {
        Map<String, Object> variables = new HashMap<>();
        values.put("variables", variables);
        policy.variables().forEach((name, expression) -> {
            try {
                variables.put(name, expression.evaluate(values));
            } catch (ExpressionException e) {
                failedVariables.put(name, reason(expression, e));
            }
        });
    }

    private String reason(Expression expression, ExpressionException failure) {
        for (Map.Entry<String, String> failed : failedVariables.entrySet()) {
            if (expression.uses("variables") && failure.reason().contains(failed.getKey())) {
                return "composited variable \"" + failed.getKey() + "\" fails to evaluate: " + failed.getValue();
            }
        }
        return failure.reason();
    }

    private String message(Policy.Rule rule) {
        Expression words = rule.words();
        if (words != null) {
            try {
                String message = words.text(values).strip();
                if (!message.isEmpty() && message.length() <= MAX_MESSAGE && !message.contains("\n")) {
                    return message;
                }
            } catch (ExpressionException e) {
                // What cannot say why says what it would say without.
                return plainMessage(rule);
            }
        }
        return plainMessage(rule);
    }

    private static String plainMessage(Policy.Rule rule) {
        return rule.message().isEmpty() ? "failed expression: " + rule.text() : rule.message();
    }
}

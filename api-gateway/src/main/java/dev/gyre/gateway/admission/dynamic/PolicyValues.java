package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the expressions of one policy know of one request, with one set of parameters. */
final class PolicyValues {

    private final Policy<?> policy;
    private final Map<String, Object> values;
    private final Map<String, String> failedVariables = new HashMap<>();

    /** @param known the request's values, with the namespace's */
    PolicyValues(Policy<?> policy, Map<String, Object> known, @Nullable ObjectNode params) {
        this.policy = policy;
        this.values = new HashMap<>(known);
        values.put("params", params == null ? CelValues.nothing() : CelValues.of(params));
        values.put("variables", Map.of());
    }

    Map<String, Object> all() {
        return values;
    }

    /** The object as it has become meanwhile. */
    void become(ObjectNode object) {
        values.put("object", CelValues.of(object));
    }

    /** A variable that cannot be evaluated is a failure only of those that name it. */
    void evaluateVariables() {
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

    /** Why the expression could not be evaluated. */
    String reason(Expression expression, ExpressionException failure) {
        for (Map.Entry<String, String> failed : failedVariables.entrySet()) {
            if (expression.uses("variables") && failure.reason().contains(failed.getKey())) {
                return "composited variable \"" + failed.getKey() + "\" fails to evaluate: " + failed.getValue();
            }
        }
        return failure.reason();
    }
}

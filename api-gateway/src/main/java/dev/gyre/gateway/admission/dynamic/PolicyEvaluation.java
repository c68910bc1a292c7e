package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionException;
import java.util.ArrayList;
import java.util.List;

/** One policy on one request with one set of parameters. Pure: what holds and what does not depends on nothing else. */
final class PolicyEvaluation {

    private static final int MAX_MESSAGE = 5 * 1024;

    private final Policy<Policy.Rule> policy;
    private final PolicyValues values;

    PolicyEvaluation(Policy<Policy.Rule> policy, PolicyValues values) {
        this.policy = policy;
        this.values = values;
    }

    /** What does not hold: why, and by which of the API's reasons. */
    record Violation(String message, String reason) {}

    List<Violation> violations() {
        values.evaluateVariables();
        List<Violation> violations = new ArrayList<>();
        for (Policy.Rule rule : policy.rules()) {
            try {
                if (!rule.expression().isTrue(values.all())) {
                    violations.add(new Violation(message(rule), rule.reason()));
                }
            } catch (ExpressionException e) {
                if (!policy.failsOpen()) {
                    violations.add(new Violation(
                            "expression '" + rule.text() + "' resulted in error: "
                                    + values.reason(rule.expression(), e),
                            rule.reason()));
                }
            }
        }
        return violations;
    }

    private String message(Policy.Rule rule) {
        Expression words = rule.words();
        if (words != null) {
            try {
                String message = words.text(values.all()).strip();
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

package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.gateway.cel.ExpressionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A policy, validating or mutating, its expressions compiled.
 *
 * @param paramKind of its parameters; null for a policy without any
 * @param variables by name, each of which may speak of those before it
 * @param rules what it says: validations or mutations, in their order
 */
record Policy<R>(
        String name,
        Criteria criteria,
        MatchConditions conditions,
        boolean failsOpen,
        @Nullable ParamKind paramKind,
        Map<String, Expression> variables,
        List<R> rules) {

    /** What parameters are: objects of this kind. */
    record ParamKind(String apiVersion, String kind) {}

    /**
     * One validation of a ValidatingAdmissionPolicy.
     *
     * @param text the expression as written
     * @param message to refuse with; empty where the expression must do
     * @param words make a message of the request; null for none
     * @param reason empty for the usual one
     */
    record Rule(
            Expression expression,
            String text,
            String message,
            @Nullable Expression words,
            String reason) {}

    /** Compiles one rule as it is written. */
    @FunctionalInterface
    interface Compilation<R> {
        R compile(JsonNode rule) throws ExpressionException;
    }

    /** A stored ValidatingAdmissionPolicy. */
    static List<Policy<Rule>> validating(ObjectNode policy) throws ExpressionException {
        return List.of(of(policy, Expressions.OF_POLICIES, "validations", Policy::rule));
    }

    /** Of a stored policy, which has been validated. */
    static <R> Policy<R> of(
            ObjectNode policy, ExpressionEnvironment environment, String field, Compilation<R> compilation)
            throws ExpressionException {
        JsonNode spec = policy.path("spec");
        boolean failsOpen = spec.path("failurePolicy").asString("").equals("Ignore");
        JsonNode kind = spec.path("paramKind");
        Map<String, Expression> variables = new LinkedHashMap<>();
        for (JsonNode variable : spec.path("variables")) {
            variables.put(
                    variable.path("name").asString(""),
                    environment.compile(variable.path("expression").asString("")));
        }
        List<R> rules = new ArrayList<>();
        for (JsonNode rule : spec.path(field)) {
            rules.add(compilation.compile(rule));
        }
        return new Policy<>(
                policy.path("metadata").path("name").asString(""),
                Criteria.ofResources(spec.path("matchConstraints")),
                MatchConditions.of(spec.path("matchConditions"), environment, failsOpen),
                failsOpen,
                kind.isObject()
                        ? new ParamKind(
                                kind.path("apiVersion").asString(""),
                                kind.path("kind").asString(""))
                        : null,
                variables,
                rules);
    }

    private static Rule rule(JsonNode validation) throws ExpressionException {
        String text = validation.path("expression").asString("");
        String words = validation.path("messageExpression").asString("");
        return new Rule(
                Expressions.OF_POLICIES.compileCondition(text),
                text.strip(),
                validation.path("message").asString("").strip(),
                words.isBlank() ? null : Expressions.OF_POLICIES.compileText(words),
                validation.path("reason").asString(""));
    }
}

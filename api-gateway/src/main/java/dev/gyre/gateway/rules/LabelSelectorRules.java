package dev.gyre.gateway.rules;

import dev.gyre.schemas.selection.LabelSyntax;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in a label selector that stands in an object. */
public final class LabelSelectorRules {

    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

    private LabelSelectorRules() {}

    public static void validate(JsonNode selector, FieldPath path, FieldErrors errors) {
        Labels.validate(selector.path("matchLabels"), path.child("matchLabels"), errors);
        JsonNode expressions = selector.path("matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            JsonNode expression = expressions.get(i);
            FieldPath at = path.child("matchExpressions").index(i);
            String operator = expression.path("operator").asString("");
            boolean hasValues = !expression.path("values").isEmpty();
            Labels.validateKey(expression.path("key").asString(""), at.child("key"), errors);
            if (!OPERATORS.contains(operator)) {
                errors.invalid(at.child("operator"), operator, "not a valid selector operator");
            } else if (operator.endsWith("In") && !hasValues) {
                errors.required(at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
            } else if (!operator.endsWith("In") && hasValues) {
                errors.forbidden(
                        at.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
            for (JsonNode value : expression.path("values")) {
                String fault = LabelSyntax.valueProblem(value.asString(""));
                if (fault != null) {
                    errors.invalid(at.child("values"), value, fault);
                }
            }
        }
    }

    public static boolean isEmpty(JsonNode selector) {
        return selector.path("matchLabels").isEmpty()
                && selector.path("matchExpressions").isEmpty();
    }
}

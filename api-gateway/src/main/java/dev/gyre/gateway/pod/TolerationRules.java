package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.schemas.selection.LabelSyntax;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is valid in a toleration: an operator that fits its key and value, and a time only where time matters. */
public final class TolerationRules {

    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private TolerationRules() {}

    public static void validate(JsonNode tolerations, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            validateOne(tolerations.get(i), path.index(i), errors);
        }
    }

    private static void validateOne(JsonNode toleration, FieldPath path, FieldErrors errors) {
        String key = toleration.path("key").asString("");
        String operator = toleration.path("operator").asString("");
        String effect = toleration.path("effect").asString("");
        if (!key.isEmpty()) {
            Labels.validateKey(key, path.child("key"), errors);
        } else if (!operator.equals("Exists")) {
            errors.invalid(
                    path.child("operator"),
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
            errors.invalid(path.child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        validateValue(toleration, operator, path, errors);
        if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
            errors.notSupported(path.child("effect"), effect, EFFECTS);
        }
    }

    private static void validateValue(JsonNode toleration, String operator, FieldPath path, FieldErrors errors) {
        String value = toleration.path("value").asString("");
        switch (operator) {
            case "", "Equal" -> {
                String fault = LabelSyntax.valueProblem(value);
                if (fault != null) {
                    errors.invalid(path.child("operator"), value, fault);
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    errors.invalid(path.child("operator"), value, "value must be empty when `operator` is 'Exists'");
                }
            }
            default -> errors.notSupported(path.child("operator"), operator, List.of("Equal", "Exists"));
        }
    }
}

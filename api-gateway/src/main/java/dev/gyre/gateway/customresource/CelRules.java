package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.custom.CustomSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether the rules in a schema can be asked at all. */
final class CelRules {

    private static final Set<String> REASONS =
            Set.of("FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate");

    private CelRules() {}

    static void validate(CustomSchema schema, FieldPath path, FieldErrors errors) {
        List<RuleCheck.Fault> faults = new ArrayList<>();
        RuleCheck.of(schema, new Place(path), faults);
        faults.forEach(fault -> errors.invalid(fault.place().path(), fault.value(), fault.why()));
    }

    /** What can be said of rules without compiling them. */
    static void validateShape(JsonNode rules, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            FieldPath at = path.index(i);
            if (rule.path("rule").asString("").isBlank()) {
                errors.required(at.child("rule"), "rule is not specified");
            }
            String message = rule.path("message").asString("");
            if (rule.hasNonNull("message") && message.isBlank()) {
                errors.invalid(at.child("message"), message, "message must be non-empty if specified");
            } else if (message.strip().contains("\n")) {
                errors.invalid(at.child("message"), message, "message must not contain line breaks");
            }
            String reason = rule.path("reason").asString("");
            if (!reason.isEmpty() && !REASONS.contains(reason)) {
                errors.notSupported(at.child("reason"), reason, REASONS);
            }
            String fieldPath = rule.path("fieldPath").asString("");
            if (!fieldPath.isEmpty() && !fieldPath.startsWith(".") && !fieldPath.startsWith("[")) {
                errors.invalid(at.child("fieldPath"), fieldPath, "fieldPath must be a valid path");
            }
        }
    }
}

package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.gateway.rules.NameFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is valid in the binding of a policy, which need not be there yet.
 *
 * @param hasActions whether it says what follows, as those of validating policies do
 */
public record AdmissionPolicyBindingRules(boolean hasActions) implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
    private static final List<String> NOT_FOUND_ACTIONS = List.of("Allow", "Deny");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode binding, FieldErrors errors) {
        JsonNode spec = binding.path("spec");
        String policy = spec.path("policyName").asString("");
        String fault = policy.isEmpty() ? null : NameFormat.SUBDOMAIN.fault(policy);
        if (policy.isEmpty()) {
            errors.required(SPEC.child("policyName"), "");
        } else if (fault != null) {
            errors.invalid(SPEC.child("policyName"), policy, fault);
        }
        if (spec.path("paramRef").isObject()) {
            validateParams(spec.path("paramRef"), SPEC.child("paramRef"), errors);
        }
        if (spec.path("matchResources").isObject()) {
            AdmissionPolicyRules.validateMatch(spec.path("matchResources"), SPEC.child("matchResources"), errors);
        }
        if (hasActions) {
            validateActions(spec.path("validationActions"), SPEC.child("validationActions"), errors);
        }
    }

    private static void validateParams(JsonNode reference, FieldPath path, FieldErrors errors) {
        boolean hasName = !reference.path("name").asString("").isEmpty();
        boolean hasSelector = reference.path("selector").isObject();
        if (!hasName && !hasSelector) {
            errors.required(path, "one of name or selector must be specified");
        } else if (hasName && hasSelector) {
            errors.forbidden(path.child("name"), "name and selector are mutually exclusive");
        }
        LabelSelectorRules.validate(reference.path("selector"), path.child("selector"), errors);
        MatchRules.required(reference, "parameterNotFoundAction", NOT_FOUND_ACTIONS, path, errors);
    }

    private static void validateActions(JsonNode actions, FieldPath path, FieldErrors errors) {
        if (actions.isEmpty()) {
            errors.required(path, "");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            String action = actions.get(i).asString("");
            if (!ACTIONS.contains(action)) {
                errors.notSupported(path.index(i), action, ACTIONS);
            }
            if (!seen.add(action)) {
                errors.duplicate(path.index(i), action);
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            errors.invalid(
                    path,
                    actions,
                    "must not contain both Deny and Warn (repeating the same validation failure information"
                            + " in the API response and headers serves no purpose)");
        }
    }
}

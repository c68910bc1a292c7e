package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is valid in a policy: what both sorts have, and what each says. */
public abstract sealed class AdmissionPolicyRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final int MAX_AUDIT_ANNOTATIONS = 20;
    private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
    private static final List<String> PATCH_TYPES =
            List.of(MutatingPolicy.APPLY_CONFIGURATION, MutatingPolicy.JSON_PATCH);
    private static final List<String> REASONS =
            List.of("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");

    private final ExpressionEnvironment environment;

    private AdmissionPolicyRules(ExpressionEnvironment environment) {
        this.environment = environment;
    }

    /** Of a ValidatingAdmissionPolicy. */
    public static AdmissionPolicyRules validating() {
        return new Validating();
    }

    /** Of a MutatingAdmissionPolicy. */
    public static AdmissionPolicyRules mutating() {
        return new Mutating();
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode policy, FieldErrors errors) {
        JsonNode spec = policy.path("spec");
        MatchRules.oneOf(spec, "failurePolicy", MatchRules.FAILURE_POLICIES, SPEC, errors);
        validateParamKind(spec.path("paramKind"), errors);
        JsonNode match = spec.path("matchConstraints");
        FieldPath matchPath = SPEC.child("matchConstraints");
        if (!match.isObject()) {
            errors.required(matchPath, "");
        } else {
            validateMatch(match, matchPath, errors);
            if (match.path("resourceRules").isEmpty()) {
                errors.required(matchPath.child("resourceRules"), "");
            }
        }
        MatchRules.validateConditions(spec.path("matchConditions"), environment, SPEC.child("matchConditions"), errors);
        validateVariables(spec.path("variables"), environment, errors);
        validateRules(spec, errors);
    }

    abstract void validateRules(JsonNode spec, FieldErrors errors);

    private static final class Validating extends AdmissionPolicyRules {
        Validating() {
            super(Expressions.OF_POLICIES);
        }

        @Override
        void validateRules(JsonNode spec, FieldErrors errors) {
            validateValidations(spec, errors);
        }
    }

    private static final class Mutating extends AdmissionPolicyRules {
        Mutating() {
            super(Expressions.OF_MUTATIONS);
        }

        @Override
        void validateRules(JsonNode spec, FieldErrors errors) {
            validateMutations(spec.path("mutations"), errors);
            MatchRules.required(spec, "reinvocationPolicy", REINVOCATION_POLICIES, SPEC, errors);
        }
    }

    private static void validateMutations(JsonNode mutations, FieldErrors errors) {
        FieldPath path = SPEC.child("mutations");
        if (mutations.isEmpty()) {
            errors.required(path, "mutations must contain at least one item");
        }
        for (int i = 0; i < mutations.size(); i++) {
            JsonNode mutation = mutations.get(i);
            FieldPath at = path.index(i);
            MatchRules.required(mutation, "patchType", PATCH_TYPES, at, errors);
            boolean isPatch = mutation.path("patchType").asString("").equals(MutatingPolicy.JSON_PATCH);
            String own = isPatch ? "jsonPatch" : "applyConfiguration";
            String other = isPatch ? "applyConfiguration" : "jsonPatch";
            if (mutation.hasNonNull(other)) {
                errors.invalid(
                        at.child(other),
                        mutation.get(other),
                        other + " must be omitted when patchType is "
                                + mutation.path("patchType").asString(""));
            }
            if (!mutation.hasNonNull(own)) {
                errors.required(at.child(own), own + " must be specified");
                continue;
            }
            MatchRules.validate(
                    mutation.path(own).path("expression").asString(""),
                    isPatch ? Expressions.OF_MUTATIONS::compilePatch : Expressions.OF_MUTATIONS::compileObject,
                    at.child(own).child("expression"),
                    errors);
        }
    }

    private static void validateValidations(JsonNode spec, FieldErrors errors) {
        JsonNode validations = spec.path("validations");
        if (validations.isEmpty() && spec.path("auditAnnotations").isEmpty()) {
            errors.required(
                    SPEC.child("validations"), "validations or auditAnnotations must contain at least one item");
            errors.required(
                    SPEC.child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }
        for (int i = 0; i < validations.size(); i++) {
            validateValidation(validations.get(i), SPEC.child("validations").index(i), errors);
        }
        validateAuditAnnotations(spec.path("auditAnnotations"), errors);
    }

    /** Of a policy, or of a binding, which may leave the rules out. */
    static void validateMatch(JsonNode match, FieldPath path, FieldErrors errors) {
        MatchRules.validateMatching(match, path, errors);
        MatchRules.validateRules(match.path("resourceRules"), path.child("resourceRules"), errors);
        MatchRules.validateRules(match.path("excludeResourceRules"), path.child("excludeResourceRules"), errors);
    }

    private static void validateParamKind(JsonNode kind, FieldErrors errors) {
        if (kind.isObject()) {
            for (String field : List.of("apiVersion", "kind")) {
                if (kind.path(field).asString("").isEmpty()) {
                    errors.required(SPEC.child("paramKind").child(field), "");
                }
            }
        }
    }

    private static void validateVariables(JsonNode variables, ExpressionEnvironment environment, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < variables.size(); i++) {
            FieldPath path = SPEC.child("variables").index(i);
            String name = variables.get(i).path("name").asString("");
            if (name.isEmpty()) {
                errors.required(path.child("name"), "name is required");
            } else if (!IDENTIFIER.matcher(name).matches()) {
                errors.invalid(path.child("name"), name, "name is not a valid CEL identifier");
            } else if (!names.add(name)) {
                errors.duplicate(path.child("name"), name);
            }
            MatchRules.validate(
                    variables.get(i).path("expression").asString(""),
                    environment::compile,
                    path.child("expression"),
                    errors);
        }
    }

    private static void validateValidation(JsonNode validation, FieldPath path, FieldErrors errors) {
        String message = validation.path("message").asString("");
        if (validation.path("expression").asString("").isBlank()) {
            errors.required(path.child("expression"), "expression is not specified");
        } else {
            MatchRules.validateCondition(
                    validation.path("expression").asString(""),
                    Expressions.OF_POLICIES,
                    path.child("expression"),
                    errors);
        }
        if (validation.has("message") && message.isBlank()) {
            errors.invalid(path.child("message"), message, "message must be non-empty if specified");
        } else if (message.strip().contains("\n")) {
            errors.invalid(path.child("message"), message, "message must not contain line breaks");
        }
        String words = validation.path("messageExpression").asString("");
        if (validation.has("messageExpression") && words.isBlank()) {
            errors.invalid(path.child("messageExpression"), words, "must be non-empty if specified");
        } else if (!words.isEmpty()) {
            MatchRules.validate(words, Expressions.OF_POLICIES::compileText, path.child("messageExpression"), errors);
        }
        MatchRules.oneOf(validation, "reason", REASONS, path, errors);
    }

    private static void validateAuditAnnotations(JsonNode annotations, FieldErrors errors) {
        FieldPath path = SPEC.child("auditAnnotations");
        if (annotations.size() > MAX_AUDIT_ANNOTATIONS) {
            errors.invalid(path, annotations, "must not have more than " + MAX_AUDIT_ANNOTATIONS + " auditAnnotations");
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < annotations.size(); i++) {
            String key = annotations.get(i).path("key").asString("");
            if (key.isEmpty()) {
                errors.required(path.index(i).child("key"), "key is not specified");
            } else if (!keys.add(key)) {
                errors.duplicate(path.index(i).child("key"), key);
            }
            MatchRules.validate(
                    annotations.get(i).path("valueExpression").asString(""),
                    Expressions.OF_POLICIES::compile,
                    path.index(i).child("valueExpression"),
                    errors);
        }
    }
}

package dev.gyre.gateway.flowcontrol;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema names a level and says, rule by rule, whose requests for what it is about. */
public final class FlowSchemaRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST = 10_000;
    private static final List<String> METHODS = List.of("ByNamespace", "ByUser");
    private static final List<String> SUBJECTS = List.of("Group", "ServiceAccount", "User");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode schema, FieldErrors errors) {
        String name = schema.path("metadata").path("name").asString("");
        JsonNode spec = schema.path("spec");
        JsonNode fixed =
                FlowControlObjects.mandatory(FlowControlObjects.SCHEMAS).get(name);
        if (fixed != null && !SameJson.same(spec, fixed.path("spec"))) {
            errors.invalid(SPEC, spec, "spec of '" + name + "' must equal the fixed value");
        }
        validatePrecedence(name, spec.path("matchingPrecedence"), errors);
        if (spec.path("priorityLevelConfiguration").path("name").asString("").isEmpty()) {
            errors.required(SPEC.child("priorityLevelConfiguration").child("name"), "must reference a priority level");
        }
        JsonNode method = spec.path("distinguisherMethod");
        if (method.isObject() && !METHODS.contains(method.path("type").asString(""))) {
            errors.notSupported(
                    SPEC.child("distinguisherMethod").child("type"),
                    method.path("type").asString(""),
                    METHODS);
        }
        for (int i = 0; i < spec.path("rules").size(); i++) {
            validateRule(spec.path("rules").get(i), SPEC.child("rules").index(i), errors);
        }
    }

    private static void validatePrecedence(String name, JsonNode precedence, FieldErrors errors) {
        FieldPath path = SPEC.child("matchingPrecedence");
        long value = precedence.asLong(0);
        if (value <= 0) {
            errors.invalid(path, precedence, "must be a positive value");
        } else if (value > MOST) {
            errors.invalid(path, precedence, "must not be greater than " + MOST);
        } else if (value == 1 && !name.equals(FlowControlObjects.EXEMPT)) {
            errors.invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
    }

    private static void validateRule(JsonNode rule, FieldPath path, FieldErrors errors) {
        requireSome(rule, path, "subjects", "subjects must contain at least one value", errors);
        for (int i = 0; i < rule.path("subjects").size(); i++) {
            validateSubject(rule.path("subjects").get(i), path.child("subjects").index(i), errors);
        }
        if (rule.path("resourceRules").isEmpty()
                && rule.path("nonResourceRules").isEmpty()) {
            errors.required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        for (int i = 0; i < rule.path("resourceRules").size(); i++) {
            JsonNode each = rule.path("resourceRules").get(i);
            FieldPath at = path.child("resourceRules").index(i);
            for (String field : List.of("verbs", "apiGroups", "resources")) {
                requireSome(each, at, field, field + " must contain at least one value", errors);
            }
            if (each.path("namespaces").isEmpty() && !each.path("clusterScope").asBoolean(false)) {
                errors.required(
                        at.child("namespaces"),
                        "resource rules that are not cluster scoped must supply at least one namespace");
            }
        }
        for (int i = 0; i < rule.path("nonResourceRules").size(); i++) {
            JsonNode each = rule.path("nonResourceRules").get(i);
            FieldPath at = path.child("nonResourceRules").index(i);
            requireSome(each, at, "verbs", "verbs must contain at least one value", errors);
            requireSome(each, at, "nonResourceURLs", "nonResourceURLs must contain at least one value", errors);
        }
    }

    private static void validateSubject(JsonNode subject, FieldPath path, FieldErrors errors) {
        String kind = subject.path("kind").asString("");
        if (!SUBJECTS.contains(kind)) {
            errors.notSupported(path.child("kind"), kind, SUBJECTS);
            return;
        }
        for (String other : SUBJECTS) {
            String field = other.substring(0, 1).toLowerCase(Locale.ROOT) + other.substring(1);
            boolean isThere = subject.hasNonNull(field);
            if (other.equals(kind) && !isThere) {
                errors.required(path.child(field), field + " is required when subject kind is '" + kind + "'");
            } else if (!other.equals(kind) && isThere) {
                errors.forbidden(path.child(field), field + " is forbidden when subject kind is not '" + other + "'");
            } else if (isThere && subject.path(field).path("name").asString("").isEmpty()) {
                errors.required(path.child(field).child("name"), "");
            }
        }
    }

    private static void requireSome(JsonNode rule, FieldPath path, String field, String detail, FieldErrors errors) {
        if (rule.path(field).isEmpty()) {
            errors.required(path.child(field), detail);
        }
    }
}

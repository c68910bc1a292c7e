package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.gateway.cel.ExpressionException;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.gateway.rules.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in what says which requests somebody wants to be asked about. */
final class MatchRules {

    static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");

    private static final String ANY = "*";
    private static final int MAX_CONDITIONS = 64;
    private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> SCOPES = List.of(ANY, "Cluster", "Namespaced");
    private static final List<String> OPERATIONS = List.of(ANY, "CONNECT", "CREATE", "DELETE", "UPDATE");

    private MatchRules() {}

    /** {@code matchPolicy} and the selectors. */
    static void validateMatching(JsonNode match, FieldPath path, FieldErrors errors) {
        oneOf(match, "matchPolicy", MATCH_POLICIES, path, errors);
        LabelSelectorRules.validate(match.path("namespaceSelector"), path.child("namespaceSelector"), errors);
        LabelSelectorRules.validate(match.path("objectSelector"), path.child("objectSelector"), errors);
    }

    static void validateRules(JsonNode rules, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            FieldPath at = path.index(i);
            words(rule, "apiGroups", "API groups", at, errors);
            words(rule, "apiVersions", "API versions", at, errors);
            words(rule, "operations", "operations", at, errors);
            for (JsonNode operation : rule.path("operations")) {
                String word = operation.asString("");
                if (!OPERATIONS.contains(word)) {
                    errors.notSupported(at.child("operations"), word, OPERATIONS);
                }
            }
            validateResources(rule.path("resources"), at.child("resources"), errors);
            oneOf(rule, "scope", SCOPES, at, errors);
        }
    }

    private static void words(JsonNode rule, String field, String what, FieldPath at, FieldErrors errors) {
        JsonNode words = rule.path(field);
        if (words.isEmpty()) {
            errors.required(at.child(field), "");
            return;
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).asString("");
            if (word.isEmpty() && !field.equals("apiGroups")) {
                errors.required(at.child(field).index(i), "");
            }
            if (word.equals(ANY) && words.size() > 1) {
                errors.invalid(at.child(field), words, "if '*' is present, must not specify other " + what);
            }
        }
    }

    private static void validateResources(JsonNode resources, FieldPath path, FieldErrors errors) {
        if (resources.isEmpty()) {
            errors.required(path, "");
        }
        Set<String> all = new HashSet<>();
        for (int i = 0; i < resources.size(); i++) {
            String resource = resources.get(i).asString("");
            int slash = resource.indexOf('/');
            String plural = slash < 0 ? resource : resource.substring(0, slash);
            String part = slash < 0 ? "" : resource.substring(slash + 1);
            if (resource.isEmpty()) {
                errors.required(path.index(i), "");
            }
            for (String wider : List.of(ANY + "/" + part, plural + "/" + ANY)) {
                if (all.contains(wider) && !resource.isEmpty()) {
                    errors.invalid(
                            path.index(i), resource, "if '" + wider + "' is present, must not specify " + resource);
                }
            }
            all.add(plural + "/" + part);
        }
        if (all.contains("*/*") && all.size() > 1) {
            errors.invalid(path, resources, "if '*/*' is present, must not specify other resources");
        }
    }

    static void validateConditions(
            JsonNode conditions, ExpressionEnvironment environment, FieldPath path, FieldErrors errors) {
        if (conditions.size() > MAX_CONDITIONS) {
            errors.tooMany(path, conditions.size(), MAX_CONDITIONS);
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            JsonNode condition = conditions.get(i);
            FieldPath at = path.index(i);
            String name = condition.path("name").asString("");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                Labels.validateKey(name, at.child("name"), errors);
                if (!names.add(name)) {
                    errors.duplicate(at.child("name"), name);
                }
            }
            validateCondition(condition.path("expression").asString(""), environment, at.child("expression"), errors);
        }
    }

    static void validateCondition(
            String expression, ExpressionEnvironment environment, FieldPath path, FieldErrors errors) {
        validate(expression, environment::compileCondition, path, errors);
    }

    /** Compiles an expression, to see whether that can be done. */
    @FunctionalInterface
    interface Compilation {
        Object compile(String expression) throws ExpressionException;
    }

    static void validate(String expression, Compilation compilation, FieldPath path, FieldErrors errors) {
        if (expression.isBlank()) {
            errors.required(path, "");
            return;
        }
        try {
            compilation.compile(expression);
        } catch (ExpressionException e) {
            errors.invalid(path, expression, e.reason());
        }
    }

    /** The same of a field that must be there. */
    static void required(JsonNode object, String field, List<String> words, FieldPath path, FieldErrors errors) {
        if (object.path(field).asString("").isEmpty()) {
            errors.required(path.child(field), "");
        } else {
            oneOf(object, field, words, path, errors);
        }
    }

    static void oneOf(JsonNode object, String field, List<String> words, FieldPath path, FieldErrors errors) {
        String word = object.path(field).asString("");
        if (!word.isEmpty() && !words.contains(word)) {
            errors.notSupported(path.child(field), word, words);
        }
    }
}

package dev.gyre.gateway.job;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A pod failure policy: rules of which each looks at exit codes or at conditions, for pods that are not restarted. */
final class PodFailurePolicyRules {

    private static final int MAX_RULES = 20;
    private static final int MAX_PATTERNS = 20;
    private static final int MAX_CODES = 255;
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");

    private PodFailurePolicyRules() {}

    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode podSpec = spec.path("template").path("spec");
        JsonNode restartPolicy = podSpec.path("restartPolicy");
        if (!restartPolicy.asString("").equals("Never")) {
            errors.invalid(
                    path.child("template").child("spec").child("restartPolicy"),
                    restartPolicy,
                    "only \"Never\" is supported when podFailurePolicy is specified");
        }
        JsonNode rules = spec.path("podFailurePolicy").path("rules");
        FieldPath at = path.child("podFailurePolicy").child("rules");
        if (rules.size() > MAX_RULES) {
            errors.tooMany(at, rules.size(), MAX_RULES);
        }
        Set<String> containers = new HashSet<>();
        for (String field : List.of("containers", "initContainers")) {
            podSpec.path(field).forEach(c -> containers.add(c.path("name").asString("")));
        }
        boolean isPerIndex = spec.hasNonNull("backoffLimitPerIndex");
        for (int i = 0; i < rules.size(); i++) {
            validateRule(rules.path(i), at.index(i), isPerIndex, containers, errors);
        }
    }

    private static void validateRule(
            JsonNode rule, FieldPath at, boolean isPerIndex, Set<String> containers, FieldErrors errors) {
        String action = rule.path("action").asString("");
        if (requireOneOf(action, ACTIONS, at.child("action"), errors) && action.equals("FailIndex") && !isPerIndex) {
            errors.invalid(at.child("action"), action, "requires the backoffLimitPerIndex to be set");
        }
        boolean hasCodes = rule.hasNonNull("onExitCodes");
        JsonNode conditions = rule.path("onPodConditions");
        if (hasCodes) {
            validateExitCodes(rule.path("onExitCodes"), at.child("onExitCodes"), containers, errors);
        }
        validateConditions(conditions, at.child("onPodConditions"), errors);
        if (hasCodes && !conditions.isEmpty()) {
            errors.invalid(at, rule, "specifying both OnExitCodes and OnPodConditions is not supported");
        }
        if (!hasCodes && conditions.isEmpty()) {
            errors.invalid(at, rule, "specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void validateConditions(JsonNode conditions, FieldPath at, FieldErrors errors) {
        if (conditions.size() > MAX_PATTERNS) {
            errors.tooMany(at, conditions.size(), MAX_PATTERNS);
        }
        for (int i = 0; i < conditions.size(); i++) {
            JsonNode pattern = conditions.path(i);
            Labels.validateKey(pattern.path("type").asString(""), at.index(i).child("type"), errors);
            requireOneOf(
                    pattern.path("status").asString(""), STATUSES, at.index(i).child("status"), errors);
        }
    }

    private static void validateExitCodes(JsonNode rule, FieldPath at, Set<String> containers, FieldErrors errors) {
        String operator = rule.path("operator").asString("");
        requireOneOf(operator, OPERATORS, at.child("operator"), errors);
        String container = rule.path("containerName").asString("");
        if (rule.hasNonNull("containerName") && !containers.contains(container)) {
            errors.invalid(
                    at.child("containerName"),
                    container,
                    "must be one of the container or initContainer names in the pod template");
        }
        JsonNode values = rule.path("values");
        FieldPath valuesAt = at.child("values");
        if (values.isEmpty()) {
            errors.invalid(valuesAt, values, "at least one value is required");
        } else if (values.size() > MAX_CODES) {
            errors.tooMany(valuesAt, values.size(), MAX_CODES);
        }
        Set<Integer> seen = new HashSet<>();
        boolean isOrdered = true;
        for (int i = 0; i < values.size(); i++) {
            int code = values.path(i).asInt(0);
            if (code == 0 && operator.equals("In")) {
                errors.invalid(valuesAt.index(i), values.path(i), "must not be 0 for the In operator");
            }
            if (!seen.add(code)) {
                errors.duplicate(valuesAt.index(i), Integer.toString(code));
            }
            isOrdered &= i == 0 || values.path(i - 1).asInt(0) <= code;
        }
        if (!isOrdered) {
            errors.invalid(valuesAt, values, "must be ordered");
        }
    }

    private static boolean requireOneOf(String word, List<String> words, FieldPath at, FieldErrors errors) {
        if (word.isEmpty()) {
            String quoted = words.stream().map(w -> '"' + w + '"').collect(Collectors.joining(" ", "[", "]"));
            errors.required(at, "valid values: " + quoted);
            return false;
        }
        if (!words.contains(word)) {
            errors.notSupported(at, word, words);
            return false;
        }
        return true;
    }
}

package dev.gyre.gateway.job;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.schemas.job.IndexSet;
import tools.jackson.databind.JsonNode;

/** A success policy: rules of which each names indexes, a count, or a count of these indexes. */
final class SuccessPolicyRules {

    private static final int MAX_RULES = 20;
    private static final int MAX_INDEXES_BYTES = 64 * 1024;

    private SuccessPolicyRules() {}

    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode rules = spec.path("successPolicy").path("rules");
        FieldPath at = path.child("rules");
        if (rules.isEmpty()) {
            errors.required(at, "at least one rules must be specified when the successPolicy is specified");
        }
        if (rules.size() > MAX_RULES) {
            errors.tooMany(at, rules.size(), MAX_RULES);
        }
        for (int i = 0; i < rules.size(); i++) {
            validateRule(rules.path(i), spec.path("completions").asInt(0), at.index(i), errors);
        }
    }

    private static void validateRule(JsonNode rule, int completions, FieldPath at, FieldErrors errors) {
        boolean hasIndexes = rule.hasNonNull("succeededIndexes");
        boolean hasCount = rule.hasNonNull("succeededCount");
        if (!hasIndexes && !hasCount) {
            errors.required(at, "at least one of succeededCount or succeededIndexes must be specified");
        }
        int indexes = hasIndexes ? countIndexes(rule, completions, at.child("succeededIndexes"), errors) : 0;
        if (hasCount) {
            FieldPath countAt = at.child("succeededCount");
            JsonNode count = rule.path("succeededCount");
            Numbers.requireNotNegative(count, countAt, errors);
            if (count.asInt(0) > completions) {
                errors.invalid(
                        countAt,
                        count,
                        "must be less than or equal to " + completions + " (the number of specified completions)");
            }
            if (hasIndexes && count.asInt(0) > indexes) {
                errors.invalid(
                        countAt,
                        count,
                        "must be less than or equal to " + indexes
                                + " (the number of indexes in the specified succeededIndexes field)");
            }
        }
    }

    private static int countIndexes(JsonNode rule, int completions, FieldPath at, FieldErrors errors) {
        String indexes = rule.path("succeededIndexes").asString("");
        if (indexes.length() > MAX_INDEXES_BYTES) {
            errors.tooLong(at, MAX_INDEXES_BYTES);
            return 0;
        }
        try {
            return IndexSet.parse(indexes, completions).size();
        } catch (IllegalArgumentException fault) {
            errors.invalid(at, indexes, "error parsing succeededIndexes: " + fault.getMessage());
            return 0;
        }
    }
}

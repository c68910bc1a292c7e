package dev.gyre.gateway.job;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Numbers;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is asked of a Job's spec, wherever it stands: of a Job, or of what a CronJob makes Jobs from. */
public final class JobSpecRules {

    private static final int MAX_INDEXES = 100_000;
    private static final int MAX_AT_ONCE_OF_MANY = 10_000;
    private static final int MAX_MANAGER = 63;
    private static final String INDEXED = "Indexed";
    private static final List<String> COUNTS = List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes");

    private JobSpecRules() {}

    /** What is left out passes: a CronJob's template has no defaults. */
    public static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        Numbers.requireNotNegative(spec, path, COUNTS, errors);
        validateManager(spec.path("managedBy"), path.child("managedBy"), errors);
        oneOf(spec, path, "completionMode", List.of("NonIndexed", INDEXED), errors);
        if (isIndexed(spec)) {
            validateIndexed(spec, path, errors);
        } else {
            for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy")) {
                if (spec.hasNonNull(field)) {
                    errors.invalid(path.child(field), spec.path(field), "requires indexed completion mode");
                }
            }
        }
        if (spec.hasNonNull("maxFailedIndexes") && !spec.hasNonNull("backoffLimitPerIndex")) {
            errors.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }
        boolean hasFailurePolicy = spec.hasNonNull("podFailurePolicy");
        if (hasFailurePolicy) {
            PodFailurePolicyRules.validate(spec, path, errors);
        }
        oneOf(
                spec,
                path,
                "podReplacementPolicy",
                hasFailurePolicy ? List.of("Failed") : List.of("Failed", "TerminatingOrFailed"),
                errors);
    }

    static boolean isIndexed(JsonNode spec) {
        return spec.path("completionMode").asString("").equals(INDEXED);
    }

    private static void validateIndexed(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode completions = spec.path("completions");
        if (!spec.hasNonNull("completions")) {
            errors.required(path.child("completions"), "when completion mode is " + INDEXED);
        }
        atMost(
                spec,
                path,
                "parallelism",
                MAX_INDEXES,
                "must be less than or equal to " + MAX_INDEXES + " when completion mode is " + INDEXED,
                errors);
        atMost(
                spec,
                path,
                "maxFailedIndexes",
                Math.min(completions.asInt(MAX_INDEXES), MAX_INDEXES),
                completions.asInt(0) <= MAX_INDEXES
                        ? "must be less than or equal to completions"
                        : "must be less than or equal to " + MAX_INDEXES,
                errors);
        if (completions.asInt(0) > MAX_INDEXES && spec.hasNonNull("backoffLimitPerIndex")) {
            String bound = "must be less than or equal to " + MAX_AT_ONCE_OF_MANY + " when completions are above "
                    + MAX_INDEXES + " and used with backoff limit per index";
            if (!spec.hasNonNull("maxFailedIndexes")) {
                errors.required(
                        path.child("maxFailedIndexes"), "must be specified when completions is above " + MAX_INDEXES);
            }
            atMost(spec, path, "parallelism", MAX_AT_ONCE_OF_MANY, bound, errors);
            atMost(spec, path, "maxFailedIndexes", MAX_AT_ONCE_OF_MANY, bound, errors);
        }
        if (spec.hasNonNull("successPolicy")) {
            SuccessPolicyRules.validate(spec, path.child("successPolicy"), errors);
        }
    }

    private static void atMost(
            JsonNode spec, FieldPath path, String field, int most, String message, FieldErrors errors) {
        if (spec.path(field).asInt(0) > most) {
            errors.invalid(path.child(field), spec.path(field), message);
        }
    }

    private static void oneOf(JsonNode spec, FieldPath path, String field, List<String> words, FieldErrors errors) {
        String word = spec.path(field).asString("");
        if (spec.hasNonNull(field) && !words.contains(word)) {
            errors.notSupported(path.child(field), word, words);
        }
    }

    /** A path below the domain of whoever made the controller. */
    private static void validateManager(JsonNode manager, FieldPath path, FieldErrors errors) {
        String name = manager.asString("");
        if (manager.isMissingNode() || manager.isNull()) {
            return;
        }
        int slash = name.indexOf('/');
        if (name.isEmpty()) {
            errors.required(path, "");
        } else if (slash <= 0 || slash == name.length() - 1) {
            errors.invalid(path, name, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        } else {
            String fault = NameFormat.SUBDOMAIN.fault(name.substring(0, slash));
            if (fault != null) {
                errors.invalid(path, name.substring(0, slash), fault);
            }
        }
        if (name.length() > MAX_MANAGER) {
            errors.tooLong(path, MAX_MANAGER);
        }
    }
}

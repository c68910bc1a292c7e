package dev.gyre.gateway.job;

import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job's pods are told from all others by its uid, which the gateway writes into selector and template unless the client
 * insists on its own. What would change what the job means is fixed once it exists.
 */
public final class JobRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> FIXED = List.of("completions", "selector", "template", "completionMode");

    /** What nothing acts on yet is refused rather than ignored: a job would do something else than it says. */
    private static final List<String> NOT_YET =
            List.of("podFailurePolicy", "successPolicy", "backoffLimitPerIndex", "maxFailedIndexes", "managedBy");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return JobStatusRules.INSTANCE;
    }

    @Override
    public void prepareForCreate(ObjectNode job) {
        ObjectNode spec = job.withObjectProperty("spec");
        if (spec.path("manualSelector").asBoolean(false)) {
            return;
        }
        String uid = job.path("metadata").path("uid").asString("");
        String name = job.path("metadata").path("name").asString("");
        spec.withObjectProperty("selector")
                .withObjectProperty("matchLabels")
                .put("batch.kubernetes.io/controller-uid", uid);
        spec.withObjectProperty("template")
                .withObjectProperty("metadata")
                .withObjectProperty("labels")
                .put("batch.kubernetes.io/controller-uid", uid)
                .put("batch.kubernetes.io/job-name", name)
                .put("controller-uid", uid)
                .put("job-name", name);
    }

    @Override
    public void validate(ObjectNode job, FieldErrors errors) {
        JsonNode spec = job.path("spec");
        for (String field : List.of(
                "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")) {
            Numbers.requireNotNegative(spec.path(field), SPEC.child(field), errors);
        }
        for (String field : NOT_YET) {
            if (spec.hasNonNull(field)) {
                errors.forbidden(SPEC.child(field), "not supported by this server");
            }
        }
        oneOf(spec, "completionMode", List.of("NonIndexed"), errors);
        oneOf(spec, "podReplacementPolicy", List.of("Failed", "TerminatingOrFailed"), errors);
        if (!spec.has("selector")) {
            errors.required(SPEC.child("selector"), "");
        }
        PodTemplateRules.validateEndingTemplate(spec.path("template"), spec.path("selector"), errors);
    }

    private static void oneOf(JsonNode spec, String field, List<String> words, FieldErrors errors) {
        String word = spec.path(field).asString("");
        if (!words.contains(word)) {
            errors.notSupported(SPEC.child(field), word, words);
        }
    }

    @Override
    public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
        for (String field : FIXED) {
            JsonNode value = job.path("spec").path(field);
            if (!SameJson.same(value, old.path("spec").get(field))) {
                errors.invalid(SPEC.child(field), value, "field is immutable");
            }
        }
    }
}

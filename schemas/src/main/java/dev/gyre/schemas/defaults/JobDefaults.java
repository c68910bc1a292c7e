package dev.gyre.schemas.defaults;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of a Job: one pod, that is to succeed once, after at most six failures. */
public final class JobDefaults {

    private static final int BACKOFF_LIMIT = 6;

    private JobDefaults() {}

    /** The Jobs it makes get their own defaults when they are made; only their pods have theirs here. */
    public static void cronJob(ObjectNode cronJob) {
        ObjectNode spec = Unset.object(cronJob, "spec");
        Unset.string(spec, "concurrencyPolicy", "Allow");
        Unset.flag(spec, "suspend", false);
        Unset.number(spec, "successfulJobsHistoryLimit", 3);
        Unset.number(spec, "failedJobsHistoryLimit", 1);
        ObjectNode template = Unset.object(spec, "jobTemplate");
        PodDefaults.template(template);
        failurePolicy(Unset.object(template, "spec"));
    }

    public static void job(ObjectNode job) {
        ObjectNode spec = Unset.object(job, "spec");
        // Without completions one success of any pod is enough, so they follow only where nothing was said of either.
        if (Unset.isMissing(spec, "completions") && Unset.isMissing(spec, "parallelism")) {
            spec.put("completions", 1);
        }
        Unset.number(spec, "parallelism", 1);
        // Failures that are counted by index have no bound of their own together.
        Unset.number(spec, "backoffLimit", spec.hasNonNull("backoffLimitPerIndex") ? Integer.MAX_VALUE : BACKOFF_LIMIT);
        Unset.string(spec, "completionMode", "NonIndexed");
        Unset.flag(spec, "suspend", false);
        Unset.flag(spec, "manualSelector", false);
        // Whether a pod failed, and how, is known when it has ended.
        boolean hasFailurePolicy = spec.hasNonNull("podFailurePolicy");
        Unset.string(spec, "podReplacementPolicy", hasFailurePolicy ? "Failed" : "TerminatingOrFailed");
        failurePolicy(spec);
        PodDefaults.template(job);
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        ObjectNode metadata = Unset.object(job, "metadata");
        if (!labels.isEmpty() && metadata.path("labels").isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
    }

    private static void failurePolicy(ObjectNode spec) {
        for (ObjectNode policy : Unset.child(spec, "podFailurePolicy")) {
            for (ObjectNode rule : Unset.items(policy, "rules")) {
                Unset.items(rule, "onPodConditions").forEach(pattern -> Unset.string(pattern, "status", "True"));
            }
        }
    }
}

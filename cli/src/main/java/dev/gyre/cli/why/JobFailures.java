package dev.gyre.cli.why;

import dev.gyre.cli.why.Grounds.News;
import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * Of a Job, its pods that failed and what came of that: each failure, and each pod that was made after one, belongs to the Job's
 * own story, since its status only counts them. Of nothing else.
 *
 * @param lines of how it stands
 * @param turns what happened to its pods, the oldest first
 */
record JobFailures(List<String> lines, List<News> turns) {

    private static final int MAX_PODS = 10;

    private static final JobFailures NONE = new JobFailures(List.of(), List.of());

    /** @param versions of the object, the oldest first */
    static JobFailures of(List<Version> versions, History history) {
        Version last = versions.getLast();
        if (!last.key().groupResource().equals("jobs.batch")) {
            return NONE;
        }
        List<News> failed = new ArrayList<>();
        List<News> made = new ArrayList<>();
        Map<String, Resource> before = new HashMap<>();
        Set<String> job = Set.of(last.object().uid());
        for (Version version : history.between(last.key(), versions.getFirst().revision() - 1, Long.MAX_VALUE)) {
            if (!WorkloadPods.isPodOf(job, version.object())) {
                continue;
            }
            Resource earlier = before.put(version.object().uid(), version.object());
            if (isFailed(version.object()) && (earlier == null || !isFailed(earlier))) {
                failed.add(new News(version, Turns.of(earlier, version)));
            } else if (version.type() == Version.Type.ADDED && !failed.isEmpty()) {
                made.add(new News(version, Turns.of(null, version)));
            }
        }
        List<News> turns = new ArrayList<>(newest(failed));
        turns.addAll(newest(made));
        return failed.isEmpty()
                ? NONE
                : new JobFailures(lines(last.object(), failed, history.decisionsInLifeOf(last.key())), turns);
    }

    private static List<News> newest(List<News> all) {
        return all.subList(Math.max(0, all.size() - MAX_PODS), all.size());
    }

    private static boolean isFailed(Resource pod) {
        return Turns.text(pod.json(), "status", "phase").equals("Failed");
    }

    private static List<String> lines(Resource job, List<News> failed, List<DecisionRecord> decisions) {
        List<String> lines = new ArrayList<>();
        String count = failed.size() == 1 ? "1 pod failed" : failed.size() + " pods failed";
        lines.add(count + limits(job.json().path("spec")));
        if (failed.size() > MAX_PODS) {
            lines.add("the newest " + MAX_PODS + " of them:");
        }
        newest(failed).forEach(news -> lines.add("  " + line(news.version()) + then(news.version(), decisions)));
        return lines;
    }

    /** What a Job goes by when it gives up; one that counts by index has no limit for all unless somebody gave it one. */
    private static String limits(JsonNode spec) {
        StringJoiner limits = new StringJoiner(", ", " (", ")").setEmptyValue("");
        for (String name :
                List.of("backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes", "activeDeadlineSeconds")) {
            boolean isNone = name.equals("backoffLimit")
                    && spec.hasNonNull("backoffLimitPerIndex")
                    && spec.path(name).asInt() == Integer.MAX_VALUE;
            if (spec.hasNonNull(name) && !isNone) {
                limits.add(name + ": " + spec.path(name));
            }
        }
        int rules = spec.path("podFailurePolicy").path("rules").size();
        if (rules > 0) {
            limits.add("podFailurePolicy: " + (rules == 1 ? "1 rule" : rules + " rules"));
        }
        return limits.toString();
    }

    /** What the controller made of it when it saw it first. */
    private static String then(Version failure, List<DecisionRecord> decisions) {
        return decisions.stream()
                .filter(decision ->
                        decision.reconciler().equals("job") && decision.inputRevision() >= failure.revision())
                .findFirst()
                .map(decision -> "; then " + String.join("; ", decision.reasons()))
                .orElse("");
    }

    /** Which it was, and how its containers ended. */
    private static String line(Version failure) {
        JsonNode status = failure.object().json().path("status");
        StringJoiner how = new StringJoiner("; ");
        for (String list : PodContainers.STATUSES) {
            Turns.by("name", status.path(list)).forEach((name, container) -> {
                JsonNode end = container.path("state").path("terminated");
                if (!end.isMissingNode() && end.path("exitCode").asInt() != 0) {
                    how.add("container " + name + " " + Turns.ended(end));
                }
            });
        }
        String reason = Turns.text(status, "reason");
        String message = Turns.text(status, "message");
        if (!reason.isEmpty()) {
            how.add(message.isEmpty() ? reason : reason + ": " + message);
        }
        return "pod " + failure.key().name() + " failed at revision " + failure.revision()
                + (how.length() == 0 ? "" : ": " + how);
    }
}

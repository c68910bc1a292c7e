package dev.gyre.actors.job;

import dev.gyre.actors.workload.PodState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether a Job has reached its end, and which. Said first by an interim condition ({@code SuccessCriteriaMet}, {@code
 * FailureTarget}), and by the last one when no pod is left to run or to be counted.
 */
enum JobVerdict {
    GOES_ON("", "", "", ""),
    SUCCEEDED("SuccessCriteriaMet", "Complete", "CompletionsReached", "Reached expected number of succeeded pods"),
    TOO_MANY_FAILURES("FailureTarget", "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
    TOO_LONG("FailureTarget", "Failed", "DeadlineExceeded", "Job was active longer than specified deadline");

    private final String interim;
    private final String end;
    private final String reason;
    private final String message;

    JobVerdict(String interim, String end, String reason, String message) {
        this.interim = interim;
        this.end = end;
        this.reason = reason;
        this.message = message;
    }

    String interim() {
        return interim;
    }

    String end() {
        return end;
    }

    String reason() {
        return reason;
    }

    String message() {
        return message;
    }

    boolean isFailure() {
        return end.equals("Failed");
    }

    /** What has been said already; {@link #GOES_ON} where nothing has. */
    static JobVerdict said(Job job) {
        for (JobVerdict verdict : List.of(SUCCEEDED, TOO_MANY_FAILURES, TOO_LONG)) {
            var condition = job.conditions().get(verdict.interim);
            if (condition != null && condition.isTrue() && condition.reason().equals(verdict.reason)) {
                return verdict;
            }
        }
        return GOES_ON;
    }

    static JobVerdict of(Job job, JobTally tally, List<PodState> active, @Nullable Instant start, Instant now) {
        JobVerdict said = said(job);
        if (said != GOES_ON) {
            return said;
        }
        if (tally.failed() > job.backoffLimit()) {
            return TOO_MANY_FAILURES;
        }
        if (hasRestartedTooOften(job, active)) {
            return TOO_MANY_FAILURES;
        }
        Instant deadline = job.deadline(start);
        if (deadline != null && !job.isSuspended() && !deadline.isAfter(now)) {
            return TOO_LONG;
        }
        Integer completions = job.completions();
        boolean isDone =
                completions == null ? tally.succeeded() > 0 && active.isEmpty() : tally.succeeded() >= completions;
        return isDone ? SUCCEEDED : GOES_ON;
    }

    /** Containers that are restarted in their pod count by their restarts. */
    private static boolean hasRestartedTooOften(Job job, List<PodState> active) {
        if (!job.restartsContainers()) {
            return false;
        }
        int restarts = 0;
        for (PodState pod : active) {
            JsonNode status = pod.resource().json().path("status");
            for (String field : List.of("initContainerStatuses", "containerStatuses")) {
                for (JsonNode container : status.path(field)) {
                    restarts += container.path("restartCount").asInt(0);
                }
            }
        }
        return job.backoffLimit() == 0 ? restarts > 0 : restarts >= job.backoffLimit();
    }
}

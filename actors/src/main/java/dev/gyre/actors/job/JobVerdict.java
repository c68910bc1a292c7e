package dev.gyre.actors.job;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.PodState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether a Job has reached its end, which, and why. Said first by an interim condition ({@code SuccessCriteriaMet}, {@code
 * FailureTarget}), and by the last one when no pod is left to run or to be counted.
 */
record JobVerdict(End end, String reason, String message) {

    /** What a Job comes to, by its interim condition and by its last one. */
    enum End {
        NONE("", ""),
        SUCCESS("SuccessCriteriaMet", "Complete"),
        FAILURE("FailureTarget", "Failed");

        private final String interim;
        private final String last;

        End(String interim, String last) {
            this.interim = interim;
            this.last = last;
        }

        String interim() {
            return interim;
        }

        String last() {
            return last;
        }
    }

    static final JobVerdict GOES_ON = new JobVerdict(End.NONE, "", "");

    boolean isOpen() {
        return end == End.NONE;
    }

    boolean isSuccess() {
        return end == End.SUCCESS;
    }

    boolean isFailure() {
        return end == End.FAILURE;
    }

    private static JobVerdict succeeded(String reason, String message) {
        return new JobVerdict(End.SUCCESS, reason, message);
    }

    private static JobVerdict failed(String reason, String message) {
        return new JobVerdict(End.FAILURE, reason, message);
    }

    /** What has been said already; {@link #GOES_ON} where nothing has. */
    static JobVerdict said(Job job) {
        for (End end : List.of(End.FAILURE, End.SUCCESS)) {
            Condition condition = job.conditions().get(end.interim());
            if (condition != null && condition.isTrue()) {
                return new JobVerdict(end, condition.reason(), condition.message());
            }
        }
        return GOES_ON;
    }

    static JobVerdict of(Job job, JobPods pods, JobTally tally, @Nullable Instant start, Instant now) {
        JobVerdict said = said(job);
        if (!said.isOpen()) {
            return said;
        }
        String forbidden = forbiddenFailure(job, pods);
        if (forbidden != null) {
            return failed("PodFailurePolicy", forbidden);
        }
        if (tally.failed() > job.backoffLimit() || hasRestartedTooOften(job, pods.active())) {
            return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        Instant deadline = job.deadline(start);
        if (deadline != null && !job.isSuspended() && !deadline.isAfter(now)) {
            return failed("DeadlineExceeded", "Job was active longer than specified deadline");
        }
        return ofCompletions(job, pods, tally);
    }

    private static JobVerdict ofCompletions(Job job, JobPods pods, JobTally tally) {
        Integer completions = job.completions();
        int failedIndexes = tally.indexes().failed().size();
        if (failedIndexes > job.maxFailedIndexes()) {
            return failed(
                    "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        }
        if (failedIndexes > 0 && completions != null && failedIndexes + tally.succeeded() >= completions) {
            return failed("FailedIndexes", "Job has failed indexes");
        }
        String enough = job.isIndexed() ? SuccessPolicy.met(job, tally.indexes().succeeded()) : null;
        if (enough != null) {
            return succeeded("SuccessPolicy", enough);
        }
        boolean isDone = completions == null
                ? tally.succeeded() > 0 && pods.active().isEmpty()
                : tally.succeeded() >= completions;
        return isDone ? succeeded("CompletionsReached", "Reached expected number of succeeded pods") : GOES_ON;
    }

    /** Why a pod that failed takes the whole Job with it; null where none does. */
    private static @Nullable String forbiddenFailure(Job job, JobPods pods) {
        if (job.podFailureRules().isEmpty()) {
            return null;
        }
        for (PodState pod : pods.all()) {
            if (JobPods.isHeld(pod.resource()) && JobTally.hasFailed(pod, job)) {
                PodFailurePolicy policy = PodFailurePolicy.of(job, pod);
                if (policy.action() == PodFailurePolicy.Action.FAIL_JOB) {
                    return policy.message();
                }
            }
        }
        return null;
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

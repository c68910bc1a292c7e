package dev.gyre.actors.job;

import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.job.IndexSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the indexes of an indexed Job stand: which have succeeded, and which failed where failures are counted by index. A pod
 * carries on it how often its index failed before, so the latest of an index that failed is kept until the next one bears the
 * count. Of a Job that is not indexed, there are none.
 *
 * @param failures how often each index has failed, as far as pods tell
 * @param told how many failures of each index a later pod bears
 */
record JobIndexes(
        Job job, IndexSet succeeded, IndexSet failed, Map<Integer, Failures> failures, Map<Integer, Integer> told) {

    static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";

    private static final int NONE = -1;

    /**
     * @param counted against the limit
     * @param ignored by the pod failure policy, and yet a reason to wait before the next attempt
     * @param last when the latest of them ended; null where only a later pod tells of them
     */
    record Failures(int counted, int ignored, @Nullable Instant last) {

        private int all() {
            return counted + ignored;
        }

        /** When the next pod of the index may be made; null where nothing holds it up. */
        @Nullable
        Instant nextAttempt() {
            Duration delay = FailureBackoff.delay(Math.max(1, all()));
            return last == null ? null : last.plus(delay);
        }
    }

    static JobIndexes of(Job job, JobPods pods) {
        if (!job.isIndexed()) {
            return new JobIndexes(job, IndexSet.EMPTY, IndexSet.EMPTY, Map.of(), Map.of());
        }
        List<Integer> succeeded = new ArrayList<>();
        List<Integer> failed = new ArrayList<>();
        Map<Integer, Failures> failures = new HashMap<>();
        Map<Integer, Integer> told = new HashMap<>();
        for (PodState pod : pods.all()) {
            int index = indexOf(job, pod.resource());
            if (index == NONE) {
                continue;
            }
            if (pod.phase().equals("Succeeded") && JobPods.isHeld(pod.resource())) {
                succeeded.add(index);
            }
            if (job.isLimitedPerIndex()) {
                Failures here = failures(job, pod);
                failures.merge(index, here, JobIndexes::latest);
                told.merge(index, told(pod.resource()), Math::max);
                if (isOver(job, pod, here)) {
                    failed.add(index);
                }
            }
        }
        IndexSet allFailed =
                job.isLimitedPerIndex() ? job.indexes("failedIndexes").with(IndexSet.of(failed)) : IndexSet.EMPTY;
        IndexSet allSucceeded = job.indexes("completedIndexes").with(IndexSet.of(succeeded));
        return new JobIndexes(job, allSucceeded, allFailed, Map.copyOf(failures), Map.copyOf(told));
    }

    private static int told(Resource pod) {
        return number(pod, FAILURES) + number(pod, IGNORED_FAILURES);
    }

    private static Failures latest(Failures one, Failures other) {
        return one.all() >= other.all() ? one : other;
    }

    private static Failures failures(Job job, PodState pod) {
        int counted = number(pod.resource(), FAILURES);
        int ignored = number(pod.resource(), IGNORED_FAILURES);
        if (!JobTally.hasFailed(pod, job)) {
            return new Failures(counted, ignored, null);
        }
        boolean isIgnored = PodFailurePolicy.of(job, pod).action() == PodFailurePolicy.Action.IGNORE;
        Instant end = pod.endedAt();
        return isIgnored ? new Failures(counted, ignored + 1, end) : new Failures(counted + 1, ignored, end);
    }

    private static boolean isOver(Job job, PodState pod, Failures failures) {
        Integer limit = job.backoffLimitPerIndex();
        boolean isForbidden = JobTally.hasFailed(pod, job)
                && PodFailurePolicy.of(job, pod).action() == PodFailurePolicy.Action.FAIL_INDEX;
        return isForbidden || limit != null && failures.counted() > limit;
    }

    private static int number(Resource pod, String annotation) {
        String value = pod.annotations().getOrDefault(annotation, "0");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }

    /** -1 where the pod has none, or none that the Job has. */
    static int indexOf(Job job, Resource pod) {
        String value = pod.annotations().getOrDefault(Job.INDEX, "");
        int index = value.matches("\\d{1,9}") ? Integer.parseInt(value) : NONE;
        Integer completions = job.completions();
        return completions == null || index >= completions ? NONE : index;
    }

    /** Whether nothing more has to be read from a pod that ended and has been counted. */
    boolean mayForget(PodState pod) {
        int index = indexOf(job, pod.resource());
        if (!job.isLimitedPerIndex() || index == NONE || !JobTally.hasFailed(pod, job)) {
            return true;
        }
        if (job.indexes("failedIndexes").contains(index)
                || job.indexes("completedIndexes").contains(index)) {
            return true;
        }
        return told.getOrDefault(index, 0) >= failures(job, pod).all();
    }

    Failures failuresOf(int index) {
        return failures.getOrDefault(index, new Failures(0, 0, null));
    }

    /** Of the pods at work, those that are of no use: without an index, beyond the last one, or the second of one. */
    List<PodState> useless(List<PodState> active) {
        if (!job.isIndexed()) {
            return List.of();
        }
        List<PodState> useless = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (PodState pod :
                active.stream().sorted(JobPods.LEAST_COST.reversed()).toList()) {
            int index = indexOf(job, pod.resource());
            boolean isOver = index == NONE || succeeded.contains(index) || failed.contains(index);
            if (isOver || !seen.add(index)) {
                useless.add(pod);
            }
        }
        return useless;
    }

    /** The least indexes that want a pod and have none, as many as asked for. */
    List<Integer> pending(List<PodState> occupants, int count, Instant now) {
        Integer completions = job.completions();
        List<Integer> occupied = occupants.stream()
                .map(pod -> indexOf(job, pod.resource()))
                .filter(index -> index != NONE)
                .toList();
        IndexSet taken = succeeded.with(failed).with(IndexSet.of(occupied));
        List<Integer> pending = new ArrayList<>();
        int index = taken.nextMissing(0);
        while (completions != null && index < completions && pending.size() < count) {
            Instant nextAttempt = failuresOf(index).nextAttempt();
            if (nextAttempt == null || !nextAttempt.isAfter(now)) {
                pending.add(index);
            }
            index = taken.nextMissing(index + 1);
        }
        return pending;
    }

    /** When the first index that waits after a failure may have its next pod; null where none waits. */
    @Nullable
    Instant nextAttempt(Instant now) {
        return failures.entrySet().stream()
                .filter(entry -> !succeeded.contains(entry.getKey()) && !failed.contains(entry.getKey()))
                .map(entry -> entry.getValue().nextAttempt())
                .filter(time -> time != null && time.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }
}

package dev.gyre.actors.job;

import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.job.IndexSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts pods that ended, each exactly once, whatever is repeated or lost. A pod that ended is first named in the status; then,
 * and only when the status says so, its finalizer is taken away; then, and only when it has none, its name becomes one more in
 * the count. A pod cannot vanish before it has been named, and a name cannot be counted twice. Successes of an indexed Job
 * are named by their index, and those names are the count.
 *
 * @param released pods that may lose their finalizer, as nothing more is to be read from them
 */
record JobTally(
        JobIndexes indexes,
        int countedSucceeded,
        int countedFailed,
        List<String> uncountedSucceeded,
        List<String> uncountedFailed,
        List<Resource> released) {

    /** As upstream: more are named when these have been counted. */
    private static final int MAX_UNCOUNTED = 500;

    /** @param said what has been said of the Job's end: when it has failed, pods that still run have too */
    static JobTally of(Job job, JobPods pods, JobVerdict said) {
        JobIndexes indexes = JobIndexes.of(job, pods);
        Map<String, PodState> held = new LinkedHashMap<>();
        for (PodState pod : pods.all()) {
            if (JobPods.isHeld(pod.resource())) {
                held.put(pod.resource().uid(), pod);
            }
        }
        List<Resource> released = new ArrayList<>();
        Set<String> succeeded = stillHeld(job.uncounted("succeeded"), held);
        Set<String> failed = stillHeld(job.uncounted("failed"), held);
        int countedSucceeded = job.isIndexed()
                ? indexes.succeeded().size()
                : job.count("succeeded") + job.uncounted("succeeded").size() - succeeded.size();
        int countedFailed = job.count("failed") + job.uncounted("failed").size() - failed.size();
        IndexSet named = job.indexes("completedIndexes");
        held.forEach((uid, pod) -> {
            int index = JobIndexes.indexOf(job, pod.resource());
            if (succeeded.contains(uid) || failed.contains(uid)) {
                if (!said.isOpen() || indexes.mayForget(pod)) {
                    released.add(pod.resource());
                }
            } else if (pod.phase().equals("Succeeded") && job.isIndexed()) {
                if (named.contains(index) || !indexes.succeeded().contains(index)) {
                    released.add(pod.resource());
                }
            } else if (pod.phase().equals("Succeeded")) {
                name(succeeded, failed, succeeded, uid);
            } else if (hasFailed(pod, job) && isIgnored(pod, job)) {
                if (!said.isOpen() || indexes.mayForget(pod)) {
                    released.add(pod.resource());
                }
            } else if (hasFailed(pod, job) || said.isFailure()) {
                name(succeeded, failed, failed, uid);
            }
        });
        return new JobTally(
                indexes,
                countedSucceeded,
                countedFailed,
                List.copyOf(succeeded),
                List.copyOf(failed),
                List.copyOf(released));
    }

    private static void name(Set<String> succeeded, Set<String> failed, Set<String> outcome, String uid) {
        if (succeeded.size() + failed.size() < MAX_UNCOUNTED) {
            outcome.add(uid);
        }
    }

    private static Set<String> stillHeld(List<String> uids, Map<String, PodState> held) {
        Set<String> still = new LinkedHashSet<>(uids);
        still.retainAll(held.keySet());
        return still;
    }

    /** A pod that somebody deletes has failed too, unless its replacement is to wait for its end. */
    static boolean hasFailed(PodState pod, Job job) {
        return pod.phase().equals("Failed")
                || (pod.resource().isDeleting() && !pod.phase().equals("Succeeded") && !job.waitsForTerminatingPods());
    }

    private static boolean isIgnored(PodState pod, Job job) {
        return PodFailurePolicy.of(job, pod).action() == PodFailurePolicy.Action.IGNORE;
    }

    int succeeded() {
        return countedSucceeded + uncountedSucceeded.size();
    }

    int failed() {
        return countedFailed + uncountedFailed.size();
    }

    boolean isCounted() {
        return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty();
    }
}

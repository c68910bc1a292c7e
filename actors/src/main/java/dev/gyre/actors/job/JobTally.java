package dev.gyre.actors.job;

import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts pods that ended, each exactly once, whatever is repeated or lost. A pod that ended is first named in the status; then,
 * and only when the status says so, its finalizer is taken away; then, and only when it has none, its name becomes one more in
 * the count. A pod cannot vanish before it has been named, and a name cannot be counted twice.
 *
 * @param released pods that the stored status names and that may lose their finalizer
 */
record JobTally(
        int countedSucceeded,
        int countedFailed,
        List<String> uncountedSucceeded,
        List<String> uncountedFailed,
        List<Resource> released) {

    /** As upstream: more are named when these have been counted. */
    private static final int MAX_UNCOUNTED = 500;

    /** @param isEveryPodOver whether pods that still run count as failed, because their Job has failed */
    static JobTally of(Job job, JobPods pods, boolean isEveryPodOver) {
        Map<String, Resource> held = new HashMap<>();
        for (PodState pod : pods.all()) {
            if (JobPods.isHeld(pod.resource())) {
                held.put(pod.resource().uid(), pod.resource());
            }
        }
        List<Resource> released = new ArrayList<>();
        Set<String> succeeded = stillHeld(job.uncounted("succeeded"), held, released);
        Set<String> failed = stillHeld(job.uncounted("failed"), held, released);
        int countedSucceeded =
                job.count("succeeded") + job.uncounted("succeeded").size() - succeeded.size();
        int countedFailed = job.count("failed") + job.uncounted("failed").size() - failed.size();
        for (PodState pod : pods.all()) {
            String uid = pod.resource().uid();
            boolean isNew = held.containsKey(uid) && !succeeded.contains(uid) && !failed.contains(uid);
            if (!isNew || succeeded.size() + failed.size() >= MAX_UNCOUNTED) {
                continue;
            }
            if (pod.phase().equals("Succeeded")) {
                succeeded.add(uid);
            } else if (hasFailed(pod, job) || isEveryPodOver) {
                failed.add(uid);
            }
        }
        return new JobTally(
                countedSucceeded, countedFailed, List.copyOf(succeeded), List.copyOf(failed), List.copyOf(released));
    }

    private static Set<String> stillHeld(List<String> uids, Map<String, Resource> held, List<Resource> released) {
        Set<String> still = new LinkedHashSet<>();
        for (String uid : uids) {
            Resource pod = held.get(uid);
            if (pod != null) {
                still.add(uid);
                released.add(pod);
            }
        }
        return still;
    }

    /** A pod that somebody deletes has failed too, unless its replacement is to wait for its end. */
    static boolean hasFailed(PodState pod, Job job) {
        return pod.phase().equals("Failed")
                || (pod.resource().isDeleting() && !pod.phase().equals("Succeeded") && !job.waitsForTerminatingPods());
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

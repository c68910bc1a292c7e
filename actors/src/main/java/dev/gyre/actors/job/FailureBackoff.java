package dev.gyre.actors.job;

import dev.gyre.actors.workload.PodState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the next pod may be made after pods failed: ten seconds after the first failure, doubled with each one since a pod last
 * succeeded, ten minutes at most. What is known of failures are the pods that ended and are still there.
 */
final class FailureBackoff {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private FailureBackoff() {}

    /** Null where nothing holds up the next pod. */
    static @Nullable Instant until(Job job, JobPods pods) {
        Instant lastSuccess = Instant.MIN;
        for (PodState pod : pods.all()) {
            if (pod.phase().equals("Succeeded")) {
                lastSuccess = later(lastSuccess, pod.endedAt());
            }
        }
        int failures = 0;
        Instant lastFailure = Instant.MIN;
        for (PodState pod : pods.all()) {
            Instant end = pod.endedAt();
            if (JobTally.hasFailed(pod, job) && end.isAfter(lastSuccess)) {
                failures++;
                lastFailure = later(lastFailure, end);
            }
        }
        return failures == 0 ? null : lastFailure.plus(delay(failures));
    }

    static Duration delay(int failures) {
        Duration delay = FIRST;
        for (int i = 1; i < failures && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    private static Instant later(Instant a, @Nullable Instant b) {
        return b != null && b.isAfter(a) ? b : a;
    }
}

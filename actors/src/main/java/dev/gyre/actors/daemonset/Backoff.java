package dev.gyre.actors.daemonset;

import dev.gyre.actors.workload.PodState;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * When a daemon's pod that ended is replaced: a second after it did, twice as long after each further one in a row, fifteen
 * minutes at most. How many there were before it stands on each replacement. A pod that lived for longer than the longest
 * wait breaks the row.
 */
final class Backoff {

    static final String FAILURES = "gyre.dev/failed-before";

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int DOUBLINGS = 10;

    private Backoff() {}

    static Instant end(PodState finished) {
        long seconds = FIRST.toSeconds() << Math.min(DOUBLINGS, failuresBefore(finished));
        return finished.endedAt().plusSeconds(Math.min(seconds, LONGEST.toSeconds()));
    }

    static void note(PodState failed, ObjectNode replacement) {
        replacement
                .withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(FAILURES, Integer.toString(failuresBefore(failed) + 1));
    }

    private static int failuresBefore(PodState pod) {
        Instant created = pod.resource().creationTimestamp();
        if (created != null && pod.endedAt().isAfter(created.plus(LONGEST))) {
            return 0;
        }
        String count = pod.resource().annotations().getOrDefault(FAILURES, "0");
        return count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
    }
}

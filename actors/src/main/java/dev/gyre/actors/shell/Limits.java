package dev.gyre.actors.shell;

import java.time.Duration;

/**
 * The bounds of one reconciler.
 *
 * @param keysInFlight how many keys may have a round going on
 * @param commandsInFlight how many commands may be unanswered, over all rounds
 * @param decisionsPerStep how many keys are decided before other inputs get their turn
 * @param objectsPerStep how many objects of partitions just taken over are looked at before
 * @param firstBackoff after the first failed round; doubled with each further one
 * @param longestBackoff however often it failed
 */
public record Limits(
        int keysInFlight,
        int commandsInFlight,
        int decisionsPerStep,
        int objectsPerStep,
        Duration firstBackoff,
        Duration longestBackoff) {

    public static final Limits STANDARD = new Limits(64, 128, 256, 128, Duration.ofMillis(20), Duration.ofSeconds(10));

    /** How long to wait after this many failed rounds in a row. */
    Duration backoff(int failures) {
        Duration delay = firstBackoff;
        for (int i = 1; i < failures && delay.compareTo(longestBackoff) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longestBackoff) < 0 ? delay : longestBackoff;
    }
}

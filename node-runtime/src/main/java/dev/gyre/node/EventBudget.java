package dev.gyre.node;

import java.time.Duration;
import java.time.Instant;

/**
 * How many Events one pod may still cause: 25 in a burst, and one more every five minutes, as in Kubernetes. A pod whose
 * probe fails every second would otherwise write to the API every second, for ever.
 */
final class EventBudget {
    private static final int BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);

    private double left = BURST;
    private Instant since;

    EventBudget(Instant now) {
        this.since = now;
    }

    /** Whether one more is in it; it is taken if so. */
    boolean spend(Instant now) {
        double gained = (double) Duration.between(since, now).toMillis() / REFILL.toMillis();
        left = Math.min(BURST, left + Math.max(0, gained));
        since = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}

package dev.gyre.node.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before trying again: not at all the first time, then 10 s, doubling up to 5 minutes. Ten quiet minutes
 * after the last wait make it the first time again.
 *
 * @param delay the wait after the latest failure; zero for none yet
 * @param since when the latest failure was
 */
record BackOff(Duration delay, @Nullable Instant since) {

    static final BackOff NONE = new BackOff(Duration.ZERO, null);
    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration MOST = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN_AFTER = MOST.multipliedBy(2);

    /** After a failure of something that is retried at once the first time: a container's end. */
    BackOff afterRun(Instant now) {
        if (since == null || isForgotten(now)) {
            return new BackOff(Duration.ZERO, now);
        }
        return new BackOff(delay.isZero() ? FIRST : doubled(), now);
    }

    /** After a failure of something that is not worth an immediate retry: a pull, a volume, a sandbox. */
    BackOff afterFailure(Instant now) {
        return since == null || isForgotten(now) ? new BackOff(FIRST, now) : new BackOff(doubled(), now);
    }

    /** When the next attempt is due. */
    Instant retryAt() {
        return since == null ? Instant.EPOCH : since.plus(delay);
    }

    private Duration doubled() {
        Duration twice = delay.multipliedBy(2);
        return twice.compareTo(MOST) > 0 ? MOST : twice;
    }

    private boolean isForgotten(Instant now) {
        return since != null && since.plus(delay).plus(FORGOTTEN_AFTER).isBefore(now);
    }
}

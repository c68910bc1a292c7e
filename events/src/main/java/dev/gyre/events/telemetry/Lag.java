package dev.gyre.events.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long somebody who reads has been behind the end of what he reads. The end is looked at now and then, and what it was is
 * remembered; who has not reached it is behind since the first look that saw it beyond him, and since longer by no more than
 * the time between two looks. Nothing needs to be said by the records themselves, and who does not move at all gets older by the
 * clock.
 */
public final class Lag {

    /** Looks that are remembered: at the usual pace more than an hour; who is behind for longer is behind for so long at least. */
    private static final int MOST = 1_000;

    private record Look(long end, Instant at) {}

    private final Deque<Look> looks = new ArrayDeque<>();

    /** The end is here now. Ends and times do not go back. */
    public synchronized void endIs(long end, Instant now) {
        Look last = looks.peekLast();
        if (last != null && last.end() == end) {
            return;
        }
        if (looks.size() == MOST) {
            // Who is behind all of them stays behind since the oldest.
            Look oldest = looks.removeFirst();
            looks.addFirst(new Look(looks.removeFirst().end(), oldest.at()));
        }
        looks.addLast(new Look(end, now));
    }

    /** What is left to read from here. */
    public synchronized long left(long position) {
        Look last = looks.peekLast();
        return last == null ? 0 : Math.max(0, last.end() - position);
    }

    /** Since when the end has been seen beyond this position; positions do not go back. */
    public synchronized Duration behind(long position, Instant now) {
        while (looks.size() > 1 && looks.getFirst().end() <= position) {
            looks.removeFirst();
        }
        Look first = looks.peekFirst();
        if (first == null || first.end() <= position) {
            return Duration.ZERO;
        }
        Duration behind = Duration.between(first.at(), now);
        return behind.isNegative() ? Duration.ZERO : behind;
    }
}

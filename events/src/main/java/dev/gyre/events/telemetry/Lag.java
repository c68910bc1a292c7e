package dev.gyre.events.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long ago somebody who reads was at the end of what he reads. The end is looked at now and then, and what it was is
 * remembered; who has reached an earlier end is behind since then. Nothing needs to be said by the records themselves, and
 * who does not move at all gets older by the clock.
 */
public final class Lag {

    /** Looks that are remembered: at the usual pace more than an hour; who is behind for longer is behind for so long at least. */
    private static final int MOST = 1_000;

    private record Look(long end, Instant at) {}

    private final Deque<Look> looks = new ArrayDeque<>();

    /** The end is here now. Ends and times do not go back. */
    public synchronized void endIs(long end, Instant now) {
        Look last = looks.peekLast();
        if (last != null && last.end() == end && looks.size() > 1) {
            looks.removeLast();
        }
        if (looks.size() == MOST) {
            Look oldest = looks.removeFirst();
            looks.removeFirst();
            looks.addFirst(oldest);
        }
        looks.addLast(new Look(end, now));
    }

    /** What is left to read from here. */
    public synchronized long left(long position) {
        Look last = looks.peekLast();
        return last == null ? 0 : Math.max(0, last.end() - position);
    }

    /** How long ago this position was the end; positions do not go back. */
    public synchronized Duration behind(long position, Instant now) {
        if (left(position) == 0) {
            return Duration.ZERO;
        }
        Look reached = looks.getFirst();
        while (looks.size() > 1) {
            Look first = looks.removeFirst();
            if (looks.getFirst().end() > position) {
                looks.addFirst(first);
                break;
            }
            reached = looks.getFirst();
        }
        Duration behind = Duration.between(reached.at(), now);
        return behind.isNegative() ? Duration.ZERO : behind;
    }
}

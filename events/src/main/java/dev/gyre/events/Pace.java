package dev.gyre.events;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The shortest time from one turn of a thread to its next. Not thread-safe: one thread's own. */
public final class Pace {

    private final long restNanos;
    private long lastTurn;

    public Pace(Duration rest) {
        this.restNanos = rest.toNanos();
        this.lastTurn = System.nanoTime() - restNanos;
    }

    /** A turn is over. */
    public void mark() {
        lastTurn = System.nanoTime();
    }

    /** Waits for what is left of the rest after the last turn: not at all when that was long ago. */
    public void await() {
        LockSupport.parkNanos(lastTurn + restNanos - System.nanoTime());
    }
}

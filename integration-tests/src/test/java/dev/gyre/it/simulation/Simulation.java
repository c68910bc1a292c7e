package dev.gyre.it.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Time and chance, and nothing else: one queue of what is to happen, in the order of a time that only this queue moves.
 * Everything random is drawn from the one seed, so the same seed gives the same run; a hash over all that was traced says
 * whether it did. The first broken invariant stops the run, with what happened just before.
 */
final class Simulation implements InstantSource {

    private static final Instant BEGINNING = Instant.parse("2026-01-05T08:00:00Z");
    private static final int LAST_LINES = 400;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** What happens then; tasks of the same moment keep the order in which they were scheduled. */
    private record Event(long micros, long number, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(micros, other.micros);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** What was traced, and when. */
    private record Line(long micros, String text) {
        @Override
        public String toString() {
            return "%10.4f %s".formatted(micros / 1e6, text);
        }
    }

    /** An invariant did not hold. */
    static final class Violation extends AssertionError {
        Violation(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final SplittableRandom random;
    private final Deque<Line> lastLines = new ArrayDeque<>();
    private final Thread thread = Thread.currentThread();
    private long micros;
    private long scheduled;
    private long steps;
    private long hash = 0xcbf29ce484222325L;
    private Violation violation;

    Simulation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(micros * 1000);
    }

    /** The same time, for those who want a {@link Clock}. */
    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Simulation.this.instant();
            }
        };
    }

    /** A stream of chance of its own, whose draws do not shift anybody else's. */
    RandomGenerator split() {
        return random.split();
    }

    void schedule(Duration delay, Runnable task) {
        scheduleAt(micros + Math.max(0, delay.toNanos() / 1000), task);
    }

    /** Not before this time, in microseconds since the beginning. */
    void scheduleAt(long atMicros, Runnable task) {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("only the simulation's own thread may schedule");
        }
        queue.add(new Event(Math.max(atMicros, micros), scheduled++, task));
    }

    long micros() {
        return micros;
    }

    long steps() {
        return steps;
    }

    /** Runs until this much time has passed. */
    void run(Duration time) {
        runUntil(() -> false, time);
    }

    /** Runs until the condition holds; answers false where it did not within the time. */
    boolean runUntil(BooleanSupplier isOver, Duration atMost) {
        long end = micros + atMost.toNanos() / 1000;
        while (!isOver.getAsBoolean()) {
            Event next = queue.peek();
            if (next == null || next.micros() > end) {
                micros = end;
                return isOver.getAsBoolean();
            }
            step(queue.poll());
        }
        return true;
    }

    private void step(Event event) {
        steps++;
        micros = event.micros();
        hash = (hash ^ micros) * FNV_PRIME;
        try {
            event.task().run();
        } catch (RuntimeException | Error e) {
            violated("nothing throws", e.toString(), e);
        }
        if (violation != null) {
            throw violation;
        }
    }

    /** Says what happened; part of what makes two runs the same. */
    void trace(String line) {
        mix(line);
        lastLines.addLast(new Line(micros, line));
        if (lastLines.size() > LAST_LINES) {
            lastLines.removeFirst();
        }
    }

    /** A named invariant does not hold. What noticed it may be deep in a callback, so the run stops after this step. */
    void violated(String invariant, String how) {
        violated(invariant, how, null);
    }

    private void violated(String invariant, String how, Throwable cause) {
        if (violation == null) {
            violation = new Violation(
                    "\"" + invariant + "\" does not hold at " + micros / 1e6 + " s: " + how + "\nwhat came before:\n"
                            + lastLines.stream().map(Line::toString).collect(Collectors.joining("\n")),
                    cause);
        }
    }

    /** The same, for whoever is not within a step. */
    Violation failure(String invariant, String how) {
        violated(invariant, how, null);
        return violation;
    }

    void check(boolean holds, String invariant, Supplier<String> how) {
        if (!holds) {
            violated(invariant, how.get());
        }
    }

    /** The same for two runs that went the same way. */
    long hash() {
        return hash;
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
    }
}

package dev.gyre.it.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long things take on their way, and which of them go wrong. Most take milliseconds, some a second; what exactly is the
 * seed's choice. Once {@link #calm} has been called nothing goes wrong any more, so that what was promised in the end can
 * be asked for.
 */
final class Network {

    /** What becomes of a request. */
    enum Fate {
        ARRIVES,
        /** It never arrives, and the caller gives up. */
        IS_LOST,
        /** It is carried out, but the caller never hears. */
        ANSWER_IS_LOST,
        /** The caller gives up, and then it arrives. */
        IS_LATE
    }

    private final RandomGenerator random;
    private final Faults faults;
    private boolean isCalm = true;

    Network(RandomGenerator random, Faults faults) {
        this.random = random;
        this.faults = faults;
    }

    void calm() {
        isCalm = true;
    }

    /** Things go wrong again. */
    void storm() {
        isCalm = false;
    }

    boolean isCalm() {
        return isCalm;
    }

    /** One way of a message. */
    Duration delay() {
        boolean isSlow = !isCalm && random.nextInt(100) == 0;
        long micros = isSlow ? random.nextLong(20_000, 1_500_000) : random.nextLong(50, 3_000);
        return Duration.ofNanos(micros * 1000);
    }

    /** Until a task that is ready gets its turn. */
    Duration turn() {
        return Duration.ofNanos(random.nextLong(1, 300) * 1000);
    }

    /** Until a reader of the log gets what is there. */
    Duration fetch() {
        boolean isSlow = !isCalm && random.nextInt(30) == 0;
        long micros = isSlow ? random.nextLong(100_000, 3_000_000) : random.nextLong(500, 20_000);
        if (isSlow) {
            faults.hit("records delayed");
        }
        return Duration.ofNanos(micros * 1000);
    }

    /** Until somebody who does not hear back gives up. */
    Duration patience() {
        return Duration.ofMillis(random.nextLong(200, 4_000));
    }

    Fate fate() {
        if (isCalm || random.nextInt(100) >= faults.unknownPercent()) {
            return Fate.ARRIVES;
        }
        faults.hit("outcome unknown");
        return switch (random.nextInt(3)) {
            case 0 -> Fate.IS_LOST;
            case 1 -> Fate.ANSWER_IS_LOST;
            default -> Fate.IS_LATE;
        };
    }

    boolean chance(int percent) {
        return !isCalm && random.nextInt(100) < percent;
    }

    int pick(int bound) {
        return random.nextInt(bound);
    }
}

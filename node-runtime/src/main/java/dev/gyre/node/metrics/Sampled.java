package dev.gyre.node.metrics;

import dev.gyre.node.runtime.Usage;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The latest sample of something, and the one before it: only two of them say how fast the processor is used. */
record Sampled(@Nullable Usage before, Usage latest) {

    /** The same, one sample later. */
    static Sampled after(@Nullable Sampled past, Usage now) {
        return new Sampled(past == null ? null : past.latest(), now);
    }

    /** Nanoseconds of processor time a second; empty after one sample alone. */
    OptionalLong nanoCores() {
        Usage first = before;
        if (first == null) {
            return OptionalLong.empty();
        }
        long elapsed = Duration.between(first.at(), latest.at()).toNanos();
        long used = latest.cpuNanos() - first.cpuNanos();
        return elapsed <= 0 || used < 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) ((double) used / elapsed * TimeUnit.SECONDS.toNanos(1)));
    }

    Duration window() {
        Usage first = before;
        return first == null ? Duration.ZERO : Duration.between(first.at(), latest.at());
    }
}

package dev.gyre.it.benchmark;

import java.util.Arrays;
import java.util.Locale;

/** How long requests took. */
final class Latencies {

    private long[] nanos = new long[1 << 14];
    private int count;

    synchronized void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    synchronized int count() {
        return count;
    }

    synchronized String summary() {
        if (count == 0) {
            return "none";
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms",
                sorted[count / 2] / 1e6,
                sorted[(int) Math.min(count - 1L, count * 99L / 100)] / 1e6);
    }
}

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

    String summary() {
        return count() == 0 ? "none" : String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms", millis(50), millis(99));
    }

    /** So many of a hundred took no longer. */
    synchronized double millis(int percentile) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, count * (long) percentile / 100)] / 1e6;
    }
}

package dev.gyre.events.telemetry;

import java.time.Duration;
import java.util.List;
import kamon.Kamon;
import kamon.metric.DynamicRange;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;

/** How long things of one name take: a histogram in seconds, off by a few parts in a hundred. */
public final class Durations {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** From a microsecond on, one significant digit: a few kilobytes for each series. */
    private static final DynamicRange RANGE = new DynamicRange(1_000, LONGEST.toNanos(), 1);

    private final Series<Histogram> series;

    private Durations(Series<Histogram> series) {
        this.series = series;
    }

    /** @param name ends in {@code _seconds} */
    public static Durations named(String name, String help, String... labels) {
        var metric = Kamon.histogram(name, help, MeasurementUnit.time().nanoseconds(), RANGE);
        return new Durations(new Series<>(List.of(labels), Series.MOST, metric::withTags));
    }

    /** One that took this long; what clocks that disagree make less than nothing is nothing. */
    public void record(Duration took, String... values) {
        Duration least = took.isNegative() ? Duration.ZERO : took;
        recordNanos(least.compareTo(LONGEST) < 0 ? least.toNanos() : LONGEST.toNanos(), values);
    }

    public void recordNanos(long nanos, String... values) {
        series.of(values).record(Math.clamp(nanos, 0, LONGEST.toNanos()));
    }
}

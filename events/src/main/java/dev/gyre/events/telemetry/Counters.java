package dev.gyre.events.telemetry;

import java.util.List;
import kamon.Kamon;
import kamon.metric.Counter;

/** Counters of one name, which only ever rise. */
public final class Counters {

    private final Series<Counter> series;

    private Counters(Series<Counter> series) {
        this.series = series;
    }

    /** @param name ends in {@code _total} */
    public static Counters named(String name, String help, String... labels) {
        var metric = Kamon.counter(name, help);
        return new Counters(new Series<>(List.of(labels), Series.MOST, metric::withTags));
    }

    /** One more of what these values, in the order of the labels, say. */
    public void increment(String... values) {
        series.of(values).increment();
    }

    public void add(long count, String... values) {
        series.of(values).increment(count);
    }
}

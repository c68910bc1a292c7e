package dev.gyre.events.telemetry;

import java.util.List;
import kamon.Kamon;
import kamon.metric.Gauge;

/** Values of one name, which rise and fall. */
public final class Gauges {

    private final Series<Gauge> series;

    private Gauges(Series<Gauge> series) {
        this.series = series;
    }

    public static Gauges named(String name, String help, String... labels) {
        var metric = Kamon.gauge(name, help);
        return new Gauges(new Series<>(List.of(labels), Series.MOST, metric::withTags));
    }

    public void set(double value, String... values) {
        series.of(values).update(value);
    }

    public void increment(String... values) {
        series.of(values).increment();
    }

    public void decrement(String... values) {
        series.of(values).decrement();
    }
}

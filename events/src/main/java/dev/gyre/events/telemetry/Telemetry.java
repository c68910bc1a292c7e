package dev.gyre.events.telemetry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.module.Module;
import kamon.module.ModuleFactory;
import kamon.module.SpanReporter;
import kamon.otel.OpenTelemetryTraceReporter;
import kamon.prometheus.PrometheusReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/**
 * Measuring in this process. What is counted is gathered at each tick, and the page shows the last one: it is as old as a tick
 * at most. Before it is started families count all the same, and nobody sees it.
 */
public final class Telemetry {

    /** How often what was counted is gathered: more often than anybody scrapes. */
    private static final Duration TICK = Duration.ofSeconds(5);

    /** The type of {@link #page}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
    private static final List<Runnable> POLLS = new CopyOnWriteArrayList<>();
    private static @Nullable PrometheusReporter reporter;
    private static Module.@Nullable Registration exporter;

    private Telemetry() {}

    /** Gauges that are set until this is closed. */
    @FunctionalInterface
    public interface Polled extends AutoCloseable {
        @Override
        void close();
    }

    /** Starts beside whoever calls, which takes half a second, for processes that have more to start. */
    public static void startAside() {
        Thread.ofVirtual().name("telemetry").start(() -> start(TICK));
    }

    /** Starts once; a second time changes nothing. {@code tick} is for tests that do not want to wait. */
    public static synchronized void start(Duration tick) {
        if (reporter != null) {
            return;
        }
        Kamon.initWithoutAttaching(config(tick));
        PrometheusReporter started = PrometheusReporter.create();
        Kamon.addReporter("prometheus", started);
        reporter = started;
        exportAsConfigured();
        ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("telemetry").factory());
        var unused = poller.scheduleWithFixedDelay(
                () -> POLLS.forEach(Telemetry::poll), 0, tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What OpenTelemetry's variables say about exporting; nothing is exported where they say nothing. */
    public static void exportAsConfigured() {
        String endpoint = System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
        boolean isNamed = endpoint != null && !endpoint.isBlank();
        if (isNamed || System.getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != null) {
            export(isNamed ? endpoint : "");
        }
    }

    /** Sends spans from now on, in OTLP over HTTP, to {@code v1/traces} below this address, and nowhere else. */
    public static synchronized void export(String endpoint) {
        Config config = ConfigFactory.parseString("""
                        kamon.otel.trace {
                          endpoint = "%s"
                          protocol = "http/protobuf"
                        }
                        """.formatted(endpoint)).withFallback(ConfigFactory.load());
        ModuleFactory.Settings settings = new ModuleFactory.Settings(config, ExecutionContext.global());
        if (new OpenTelemetryTraceReporter.Factory().create(settings) instanceof SpanReporter spans) {
            Module.Registration before = exporter;
            if (before != null) {
                before.cancel();
            }
            exporter = Kamon.addReporter("otlp", spans);
            Tracing.export();
        }
    }

    /** Has a gauge set once a tick, until the answer is closed. {@code poll} must not block. */
    public static Polled polling(Runnable poll) {
        POLLS.add(poll);
        return () -> POLLS.remove(poll);
    }

    /** All that is known, in Prometheus' text format. */
    public static String page() {
        StringBuilder page = new StringBuilder();
        PrometheusReporter started = reporter();
        if (started != null) {
            page.append(started.scrapeData());
        }
        if (!page.isEmpty() && page.charAt(page.length() - 1) != '\n') {
            page.append('\n');
        }
        ProcessMetrics.append(page);
        return page.toString();
    }

    /** Of the page what belongs to metrics whose names begin with one of these. */
    public static String page(String... prefixes) {
        StringBuilder part = new StringBuilder();
        page().lines()
                .filter(line -> List.of(prefixes).stream().anyMatch(name(line)::startsWith))
                .forEach(line -> part.append(line).append('\n'));
        return part.toString();
    }

    /** The metric's name, which stands first, or after {@code # TYPE}. */
    private static String name(String line) {
        return line.startsWith("# ") ? line.substring(line.indexOf(' ', 2) + 1) : line;
    }

    private static synchronized @Nullable PrometheusReporter reporter() {
        return reporter;
    }

    private static void poll(Runnable poll) {
        try {
            poll.run();
        } catch (RuntimeException e) {
            LOG.debug("a gauge could not be read", e);
        }
    }

    /** Of the traces that begin here, how many are recorded. */
    private static double share() {
        String share = System.getenv("OTEL_TRACES_SAMPLER_ARG");
        try {
            return share == null || share.isBlank() ? 1 : Math.clamp(Double.parseDouble(share), 0, 1);
        } catch (NumberFormatException e) {
            LOG.warn("OTEL_TRACES_SAMPLER_ARG is no number: {}", share);
            return 1;
        }
    }

    private static Config config(Duration tick) {
        return ConfigFactory.parseString("""
                        kamon {
                          init.hide-banner = yes
                          environment { service = gyre, host = none, instance = gyre }
                          scheduler-pool-size = 1
                          metric {
                            tick-interval = %d ms
                            optimistic-tick-alignment = no
                            refresh-scheduler-pool-size = 1
                          }
                          trace {
                            tick-interval = 1 second
                            identifier-scheme = double
                            sampler = %s
                            random-sampler.probability = %s
                          }
                          modules.prometheus-reporter.enabled = no
                          modules.otel-trace-reporter.enabled = no
                          prometheus {
                            start-embedded-http-server = no
                            buckets.time-buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
                          }
                        }
                        """.formatted(tick.toMillis(), share() < 1 ? "random" : "always", share()))
                .withFallback(ConfigFactory.load());
    }
}

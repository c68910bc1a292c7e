package dev.gyre.events.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TelemetryTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Families are the process's, and a test that is tried again finds what it counted before. */
    private final String run = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        Telemetry.start(Duration.ofMillis(50));
    }

    @Test
    void countersKeepTheirName() {
        Counters counters = Counters.named("test_requests_total", "Requests.", "run");
        counters.increment(run);
        counters.add(2, run);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(value("test_requests_total")).isEqualTo(3));
        assertThat(Telemetry.page()).contains("# TYPE test_requests_total counter");
    }

    @Test
    void durationsAreSecondsInBuckets() {
        Durations durations = Durations.named("test_work_duration_seconds", "Work.", "run");
        durations.record(Duration.ofMillis(3), run);
        durations.record(Duration.ofSeconds(2), run);
        durations.record(Duration.ofDays(100), run);
        durations.record(Duration.ofSeconds(-1), run);
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(value("test_work_duration_seconds_count")).isEqualTo(4));
        assertThat(value("test_work_duration_seconds_bucket", "le=\"0.0025\"")).isEqualTo(1);
        assertThat(value("test_work_duration_seconds_bucket", "le=\"0.005\"")).isEqualTo(2);
        assertThat(value("test_work_duration_seconds_bucket", "le=\"2.5\"")).isEqualTo(3);
        assertThat(value("test_work_duration_seconds_bucket", "le=\"+Inf\"")).isEqualTo(4);
    }

    @Test
    void gaugesRiseAndFallAndArePolled() {
        Gauges gauges = Gauges.named("test_depth", "Depth.", "run", "how");
        gauges.increment(run, "told");
        gauges.increment(run, "told");
        gauges.decrement(run, "told");
        try (Telemetry.Polled polled = Telemetry.polling(() -> gauges.set(17, run, "polled"))) {
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(value("test_depth", "how=\"told\"")).isEqualTo(1);
                assertThat(value("test_depth", "how=\"polled\"")).isEqualTo(17);
            });
        }
    }

    @Test
    void whatWouldBeTooManySeriesIsOther() {
        Series<String> series = new Series<>(List.of("name"), 2, Object::toString);
        String first = series.of("a");
        series.of("b");
        String third = series.of("c");
        assertThat(third).contains("other").isEqualTo(series.of("d"));
        assertThat(series.of("a")).isSameAs(first);
    }

    @Test
    void theProcessIsThere() {
        assertThat(Telemetry.page())
                .contains("\njvm_threads_current ")
                .contains("\njvm_memory_used_bytes{area=\"heap\"} ")
                .contains("\nprocess_cpu_seconds_total ")
                .contains("\nprocess_start_time_seconds ");
    }

    @Test
    void aPartOfThePageIsAPage() {
        assertThat(Telemetry.page("jvm_threads", "process_start").lines())
                .contains("# TYPE jvm_threads_current gauge", "# TYPE process_start_time_seconds gauge")
                .allMatch(line -> line.contains("jvm_threads") || line.contains("process_start"));
    }

    /** Of the one line of this family and run; -1 where it is not there. */
    private double value(String family, String... labels) {
        return Telemetry.page()
                .lines()
                .filter(line -> line.startsWith(family + "{") && line.contains(run))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }
}

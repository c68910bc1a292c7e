package dev.gyre.events.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.memory.InMemoryEventLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MeasuredLogTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Partition ONE = new Partition("measured", 0);
    private static final Partition OTHER = new Partition("measured", 1);

    private final String consumer = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        Telemetry.start(Duration.ofMillis(50));
    }

    @Test
    void whatIsNotHandledIsLagAndGrowsOlder() throws Exception {
        try (EventLog log = new InMemoryEventLog()) {
            log.ensureTopics(List.of(new TopicSpec("measured", 2, Map.of())))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            MeasuredLog measured = new MeasuredLog(log, "test", consumer, InstantSource.system());
            CompletableFuture<Void> gate = new CompletableFuture<>();
            try (EventLog.Subscription open = measured.follow(Map.of(ONE, 0L, OTHER, 0L), batch -> gate, cause -> {})) {
                for (Partition partition : List.of(ONE, OTHER, ONE)) {
                    log.append(new Entry(partition, "key", Map.of(), new byte[1]))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
                }
                await().atMost(LONG).untilAsserted(() -> {
                    assertThat(value("gyre_consumer_lag_records")).isEqualTo(3);
                    assertThat(value("gyre_consumer_lag_seconds")).isGreaterThan(0.2);
                });
                gate.complete(null);
                await().atMost(LONG).untilAsserted(() -> {
                    assertThat(value("gyre_consumer_lag_records")).isZero();
                    assertThat(value("gyre_consumer_lag_seconds")).isZero();
                    assertThat(value("gyre_consumer_records_total")).isEqualTo(3);
                });
            }
        }
    }

    @Test
    void aReaderThatBrokeFallsBehindUntilAnotherTakesItsPlace() throws Exception {
        try (EventLog log = new InMemoryEventLog()) {
            log.ensureTopics(List.of(new TopicSpec("measured", 2, Map.of())))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            MeasuredLog measured = new MeasuredLog(log, "test", consumer, InstantSource.system());
            CompletableFuture<Throwable> broke = new CompletableFuture<>();
            EventLog.Subscription broken = measured.follow(
                    Map.of(ONE, 0L),
                    batch -> {
                        throw new IllegalStateException("cannot be read");
                    },
                    broke::complete);
            log.append(new Entry(ONE, "key", Map.of(), new byte[1]))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            broke.get(60, TimeUnit.SECONDS);
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(value("gyre_consumer_lag_records")).isEqualTo(1));
            try (EventLog.Subscription next =
                    measured.follow(Map.of(ONE, 0L), batch -> CompletableFuture.completedStage(null), cause -> {})) {
                await().atMost(LONG)
                        .untilAsserted(() ->
                                assertThat(value("gyre_consumer_lag_records")).isZero());
            }
            broken.close();
        }
    }

    private double value(String family) {
        return Telemetry.page()
                .lines()
                .filter(line -> line.startsWith(family + "{") && line.contains(consumer))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }
}

package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.memory.InMemoryEventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImpatientLogTest {

    private static final Partition PARTITION = new Partition("letters", 0);

    private final ImpatientLog log = new ImpatientLog(new InMemoryEventLog(), Duration.ofMillis(100));

    @BeforeEach
    void oneLetterIsThere() {
        get(log.ensureTopics(List.of(new TopicSpec("letters", 1, Map.of()))));
        get(log.append(new Entry(PARTITION, "k", Map.of(), new byte[] {1})));
    }

    @Test
    void aReadingToWhichNothingMoreComesEnds() {
        assertThatThrownBy(() -> get(scan(2).done()))
                .hasCauseInstanceOf(LogUnreachableException.class)
                .hasStackTraceContaining("no Kafka broker has answered");
    }

    @Test
    void aReadingThatHasAllIsDone() {
        List<String> keys = new ArrayList<>();

        get(LogScan.start(
                        log,
                        Map.of(PARTITION, new LogScan.Range(0, 1)),
                        stored -> keys.add(stored.entry().key()))
                .done());

        assertThat(keys).containsExactly("k");
    }

    private LogScan scan(long until) {
        return LogScan.start(log, Map.of(PARTITION, new LogScan.Range(0, until)), stored -> {});
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}

package dev.gyre.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.EventLogContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaEventLogIT extends EventLogContract {

    private static final AtomicInteger TOPICS = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, null);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Prints what one append costs until a reader has it; fails only where it takes absurdly long. */
    @Test
    void latencyFromAppendToReader() throws Exception {
        try (EventLog log = connect()) {
            String topic = freshTopic();
            Partition partition = new Partition(topic, 0);
            log.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of())))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            LinkedBlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
            long[] nanos = new long[3000];
            try (var reader = log.follow(
                    Map.of(partition, 0L),
                    batch -> {
                        arrivals.offer(System.nanoTime());
                        return CompletableFuture.completedFuture(null);
                    },
                    Throwable::printStackTrace)) {
                for (int i = 0; i < nanos.length; i++) {
                    long begun = System.nanoTime();
                    log.append(new Entry(partition, "k", Map.of(), new byte[1024]));
                    Long arrived = arrivals.poll(10, TimeUnit.SECONDS);
                    assertThat(arrived).isNotNull();
                    nanos[i] = arrived - begun;
                }
            }
            long[] sorted = Arrays.stream(nanos).skip(500).sorted().toArray();
            System.out.printf(
                    "append to reader over Kafka: p50 %.2f ms, p99 %.2f ms%n",
                    sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
        }
    }

    @Test
    void aGroupIsBehindByWhatItHasNotCommitted() throws Exception {
        String topic = freshTopic();
        try (KafkaEventLog log = new KafkaEventLog(broker.connection());
                Admin admin = Admin.create(new KafkaSettings(broker.connection()).admin())) {
            await(log.ensureTopics(List.of(new TopicSpec(topic, 2, Map.of()))));
            for (int i = 0; i < 5; i++) {
                await(log.append(new Entry(new Partition(topic, 0), "k", Map.of(), new byte[1])));
                await(log.append(new Entry(new Partition(topic, 1), "k", Map.of(), new byte[1])));
            }
            var nothing = log.consumerLag().of("late", null).toCompletableFuture();
            assertThat(nothing).failsWithin(Duration.ofSeconds(60));
            assertThat(await(log.consumerLag().of("late", topic))).isEqualTo(10);

            Map<TopicPartition, OffsetAndMetadata> committed =
                    Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(3));
            admin.alterConsumerGroupOffsets("late", committed).all().get(60, TimeUnit.SECONDS);

            assertThat(await(log.consumerLag().of("late", null))).isEqualTo(2);
            assertThat(await(log.consumerLag().of("late", topic))).isEqualTo(7);
            assertThat(log.consumerLag().of("late", "no-such-topic").toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(60));
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    protected EventLog connect() {
        return new KafkaEventLog(broker.connection().withTopicPrefix("test."));
    }

    @Override
    protected String freshTopic() {
        return "topic-" + TOPICS.incrementAndGet();
    }
}

package dev.gyre.it.benchmark;

import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.it.benchmark.LogPathBenchmark.Arrival;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A watch of etcd whose values a producer sends on as they are, and a consumer of them: as little as there can be. */
final class BarePath implements AutoCloseable {

    private static final byte[] NUMBER = "\"number\":\"".getBytes(StandardCharsets.UTF_8);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic = "log-path-bare-" + ProcessHandle.current().pid();
    private final Client etcd;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final Thread reader;
    private volatile Arrival arrival = number -> {};
    private volatile boolean isClosed;

    BarePath(Path data, String prefix) throws Exception {
        Map<String, Object> connection = Map.copyOf(
                KafkaConnection.fromFile(data.resolve("kafka.properties")).clientProperties());
        admin = Admin.create(connection);
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        producer = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        reader = Thread.ofPlatform().name("bare-consumer").start(this::read);
        etcd = BareEtcd.connect(data);
        etcd.getWatchClient()
                .watch(
                        ByteSequence.from(prefix, StandardCharsets.UTF_8),
                        WatchOption.builder().isPrefix(true).build(),
                        this::sendOn);
    }

    void tell(Arrival next) {
        arrival = next;
    }

    private void sendOn(WatchResponse response) {
        for (WatchEvent event : response.getEvents()) {
            if (event.getEventType() == WatchEvent.EventType.PUT) {
                producer.send(new ProducerRecord<>(
                        topic,
                        event.getKeyValue().getKey().getBytes(),
                        event.getKeyValue().getValue().getBytes()));
            }
        }
    }

    private void read() {
        while (!isClosed) {
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                arrival.of(number(entry.value()));
            }
        }
        consumer.close();
    }

    private static int number(byte[] value) {
        int at = indexOf(value) + NUMBER.length;
        int number = 0;
        for (; value[at] != '"'; at++) {
            number = number * 10 + value[at] - '0';
        }
        return number;
    }

    private static int indexOf(byte[] value) {
        for (int at = 0; at + NUMBER.length < value.length; at++) {
            int same = 0;
            while (same < NUMBER.length && value[at + same] == NUMBER[same]) {
                same++;
            }
            if (same == NUMBER.length) {
                return at;
            }
        }
        throw new IllegalStateException("no number in " + new String(value, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws Exception {
        isClosed = true;
        reader.join();
        etcd.close();
        producer.close();
        admin.deleteTopics(List.of(topic)).all().get();
        admin.close();
    }
}

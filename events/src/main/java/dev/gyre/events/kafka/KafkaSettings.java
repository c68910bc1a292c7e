package dev.gyre.events.kafka;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogLimits;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the clients are configured with, and how the port's words and Kafka's translate. */
final class KafkaSettings {

    /**
     * What leaves for a partition at once. A busy namespace is one partition, for which no more than five batches are under way: with the usual
     * 16 KiB some fifty changes, so that more of them than that wait for a broker that is busy.
     */
    private static final int BATCH_BYTES = 128 * 1024;

    private final Map<String, String> common;
    private final String prefix;
    private final String member;

    KafkaSettings(KafkaConnection connection) {
        this.common = connection.clientProperties();
        this.prefix = connection.topicPrefix();
        this.member = connection.member();
    }

    Map<String, Object> admin() {
        Map<String, Object> config = new HashMap<>(common);
        config.put("default.api.timeout.ms", "30000");
        config.put("request.timeout.ms", "10000");
        return config;
    }

    /** Ordered and without duplicates within the producer's life; an error is an error after half a minute at most. */
    Map<String, Object> producer() {
        Map<String, Object> config = new HashMap<>(common);
        config.put("key.serializer", StringSerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        config.put("enable.idempotence", "true");
        config.put("acks", "all");
        config.put("linger.ms", "0");
        config.put("batch.size", Integer.toString(BATCH_BYTES));
        config.put("max.in.flight.requests.per.connection", "5");
        config.put("max.request.size", Integer.toString(LogLimits.MAX_BATCH_BYTES));
        config.put("buffer.memory", Integer.toString(32 * 1024 * 1024));
        config.put("request.timeout.ms", "10000");
        config.put("delivery.timeout.ms", "30000");
        config.put("max.block.ms", "10000");
        return config;
    }

    /** Reads given partitions from given offsets; an offset that is not there is an error, never a jump. */
    Map<String, Object> reader() {
        Map<String, Object> config = consumer();
        config.put("auto.offset.reset", "none");
        config.put("fetch.max.wait.ms", "250");
        config.put("fetch.max.bytes", Integer.toString(8 * 1024 * 1024));
        config.put("max.partition.fetch.bytes", Integer.toString(1024 * 1024));
        config.put("receive.buffer.bytes", "-1");
        return config;
    }

    /** A member of a group that only wants to know what it owns. */
    Map<String, Object> owner(String group) {
        Map<String, Object> config = consumer();
        config.put("group.id", prefix + group);
        config.put("group.protocol", "classic");
        config.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        config.put("auto.offset.reset", "latest");
        config.put("session.timeout.ms", "10000");
        config.put("heartbeat.interval.ms", "2000");
        if (!member.isEmpty()) {
            config.put("group.instance.id", member);
        }
        return config;
    }

    private Map<String, Object> consumer() {
        Map<String, Object> config = new HashMap<>(common);
        config.put("key.deserializer", StringDeserializer.class);
        config.put("value.deserializer", ByteArrayDeserializer.class);
        config.put("enable.auto.commit", "false");
        config.put("allow.auto.create.topics", "false");
        return config;
    }

    String topic(String name) {
        return prefix + name;
    }

    TopicPartition toKafka(Partition partition) {
        return new TopicPartition(topic(partition.topic()), partition.number());
    }

    Partition fromKafka(TopicPartition partition) {
        return new Partition(partition.topic().substring(prefix.length()), partition.partition());
    }

    ProducerRecord<String, byte[]> toKafka(Entry entry) {
        ProducerRecord<String, byte[]> kafka = new ProducerRecord<>(
                topic(entry.partition().topic()), entry.partition().number(), entry.key(), entry.value());
        entry.headers().forEach((name, value) -> kafka.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return kafka;
    }

    StoredEntry fromKafka(Partition partition, ConsumerRecord<String, byte[]> kafka) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : kafka.headers()) {
            byte[] value = header.value();
            headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        String key = kafka.key() == null ? "" : kafka.key();
        return new StoredEntry(new Entry(partition, key, headers, kafka.value()), kafka.offset());
    }
}

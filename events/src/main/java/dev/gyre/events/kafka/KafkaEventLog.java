package dev.gyre.events.kafka;

import dev.gyre.events.EventLog;
import dev.gyre.events.LogUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The log on Kafka. Appends go through one idempotent producer that waits for nobody ({@code linger.ms=0}) and for all
 * replicas ({@code acks=all}); it uses no transactions, because safety rests on terms and positions in the records. Each
 * reader is a consumer with a thread of its own and no group, each owner a consumer with a group that fetches nothing.
 */
public final class KafkaEventLog implements EventLog {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final String address;
    private final Admin admin;
    private final Producer<String, byte[]> producer;
    private final KafkaTopics topics;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /** Sends what another append's completion asks for: that runs on the producer's thread, which must not wait for itself. */
    private final ExecutorService handedOver = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("log-appends").factory());

    public KafkaEventLog(KafkaConnection connection) {
        this.settings = new KafkaSettings(connection);
        this.address = connection.clientProperties().getOrDefault("bootstrap.servers", "");
        try {
            this.admin = Admin.create(settings.admin());
        } catch (KafkaException e) {
            throw unusable(e);
        }
        this.topics = new KafkaTopics(admin, settings);
        try {
            this.producer = new KafkaProducer<>(settings.producer());
        } catch (KafkaException e) {
            admin.close(Duration.ZERO);
            throw unusable(e);
        }
    }

    private LogUnreachableException unusable(KafkaException e) {
        Throwable why = e.getCause() == null ? e : e.getCause();
        return new LogUnreachableException("Kafka at " + address + " cannot be used: " + why.getMessage(), e);
    }

    @Override
    public CompletionStage<Void> ensureTopics(List<TopicSpec> specs) {
        return topics.ensure(specs);
    }

    @Override
    public CompletionStage<Long> append(Entry entry) {
        CompletableFuture<Long> appended = new CompletableFuture<>();
        if (Thread.currentThread().getName().startsWith(KafkaProducer.NETWORK_THREAD_PREFIX)) {
            try {
                handedOver.execute(() -> send(entry, appended));
            } catch (RejectedExecutionException e) {
                appended.completeExceptionally(e); // the log is closed
            }
        } else {
            send(entry, appended);
        }
        return appended;
    }

    /** May wait for what the broker knows of a topic. */
    private void send(Entry entry, CompletableFuture<Long> appended) {
        try {
            producer.send(settings.toKafka(entry), (metadata, error) -> {
                if (error != null) {
                    appended.completeExceptionally(error);
                } else {
                    appended.complete(metadata.offset());
                }
            });
        } catch (RuntimeException e) {
            appended.completeExceptionally(e);
        }
    }

    @Override
    public CompletionStage<Map<Partition, Long>> beginningOffsets(Collection<Partition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    @Override
    public CompletionStage<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** Ends are asked for first: what comes meanwhile is after them, and found in either way. */
    @Override
    public CompletionStage<Map<Partition, Long>> offsetsSince(Collection<Partition> partitions, Instant time) {
        return endOffsets(partitions)
                .thenCompose(ends -> offsets(partitions, OffsetSpec.forTimestamp(EventLog.recordMillis(time)))
                        .thenApply(found -> {
                            found.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
                            return found;
                        }));
    }

    private CompletionStage<Map<Partition, Long>> offsets(Collection<Partition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(p -> wanted.put(settings.toKafka(p), spec));
        return admin.listOffsets(wanted).all().toCompletionStage().handle((found, error) -> {
            if (error != null) {
                throw unreachable(cause(error));
            }
            Map<Partition, Long> offsets = new HashMap<>();
            found.forEach((partition, info) -> offsets.put(settings.fromKafka(partition), info.offset()));
            return offsets;
        });
    }

    private RuntimeException unreachable(Throwable cause) {
        return switch (cause) {
            case UnknownTopicOrPartitionException e ->
                new LogUnreachableException("there is no log at " + address + ": " + e.getMessage(), e);
            case TimeoutException e ->
                new LogUnreachableException("no Kafka broker answers at " + address + ": " + e.getMessage(), e);
            default -> new CompletionException(cause);
        };
    }

    @Override
    public CompletionStage<Void> trim(Map<Partition, Long> before) {
        Map<TopicPartition, RecordsToDelete> unwanted = new HashMap<>();
        before.forEach(
                (partition, offset) -> unwanted.put(settings.toKafka(partition), RecordsToDelete.beforeOffset(offset)));
        return admin.deleteRecords(unwanted).all().toCompletionStage();
    }

    @Override
    public Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed) {
        return started(new KafkaReader(settings, Map.copyOf(from), handler, failed, subscriptions::remove));
    }

    @Override
    public Subscription own(String group, String topic, OwnershipListener listener) {
        return started(new KafkaOwner(settings, group, topic, listener, subscriptions::remove));
    }

    private <S extends KafkaSubscription> S started(S subscription) {
        if (isClosed) {
            throw new IllegalStateException("the log is closed");
        }
        subscriptions.add(subscription);
        subscription.start();
        return subscription;
    }

    /** How far anybody's groups are behind, by the same connection. */
    public ConsumerLag consumerLag() {
        return new ConsumerLag(admin);
    }

    @Override
    public void close() {
        isClosed = true;
        List<Subscription> open = new ArrayList<>(subscriptions);
        open.forEach(Subscription::close);
        for (Subscription subscription : open) {
            ((KafkaSubscription) subscription).join(CLOSE_TIMEOUT);
        }
        handedOver.shutdown();
        producer.close(CLOSE_TIMEOUT);
        admin.close(CLOSE_TIMEOUT);
    }

    static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}

package dev.gyre.events.kafka;

import dev.gyre.events.EventLog.FailureHandler;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows assigned partitions. While a batch is being handled the thread waits instead of polling, so what is buffered
 * stays within one fetch; there is no group that would mind.
 */
final class KafkaReader extends KafkaSubscription {

    private static final Duration POLL = Duration.ofSeconds(1);

    /**
     * Between two polls that give little: a fetch of forty partitions costs the broker and its reader the same for one record as
     * for fifty, and a busy log would answer one for each record.
     */
    private static final Duration REST = Duration.ofMillis(3);

    private static final int LITTLE = 100;

    private final KafkaSettings settings;
    private final Function<List<StoredEntry>, CompletionStage<Void>> handler;
    private final FailureHandler failed;
    private final Pace pace = new Pace(REST);

    KafkaReader(
            KafkaSettings settings,
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed,
            Consumer<Subscription> ended) {
        super("log-reader", settings.reader(), ended);
        this.settings = settings;
        this.handler = handler;
        this.failed = failed;
        Map<TopicPartition, Long> assigned = new HashMap<>();
        from.forEach((partition, offset) -> assigned.put(settings.toKafka(partition), offset));
        consumer.assign(assigned.keySet());
        assigned.forEach(consumer::seek);
    }

    @Override
    void step() {
        pace.await();
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            return;
        }
        List<StoredEntry> batch = new ArrayList<>(records.count());
        for (TopicPartition partition : records.partitions()) {
            Partition ours = settings.fromKafka(partition);
            records.records(partition).forEach(r -> batch.add(settings.fromKafka(ours, r)));
        }
        if (batch.size() < LITTLE) {
            pace.mark();
        }
        await(handler.apply(batch));
    }

    private void await(CompletionStage<Void> handled) {
        CompletableFuture<Void> future = handled.toCompletableFuture();
        while (!isClosed) {
            try {
                future.get(100, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                // Still busy; look whether the subscription has been closed meanwhile.
            } catch (InterruptedException e) {
                close();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
            }
        }
    }

    @Override
    void failed(Throwable cause) {
        failed.failed(cause);
    }
}

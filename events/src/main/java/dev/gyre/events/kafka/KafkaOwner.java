package dev.gyre.events.kafka;

import dev.gyre.events.EventLog.OwnershipListener;
import dev.gyre.events.EventLog.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a classic consumer group that fetches nothing: every partition is paused the moment it is assigned. What it
 * owns when it is closed or fails is reported as lost.
 *
 * <p>Once it has its share it looks after the group in turns. The client's own wait is short in each, because it spins from
 * the moment a heartbeat is due until the client's heartbeat thread, which looks every 100 ms, has sent it.
 */
final class KafkaOwner extends KafkaSubscription implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaOwner.class);
    private static final Duration JOINING = Duration.ofSeconds(1);
    private static final Duration SETTLED = Duration.ofMillis(5);
    private static final long REST_MILLIS = 200;

    private final OwnershipListener listener;
    private final Set<Integer> owned = new TreeSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean isSettled;

    KafkaOwner(
            KafkaSettings settings,
            String group,
            String topic,
            OwnershipListener listener,
            Consumer<Subscription> ended) {
        super("log-owner-" + group, settings.owner(group), ended);
        this.listener = listener;
        consumer.subscribe(List.of(settings.topic(topic)), this);
    }

    @Override
    void step() {
        try {
            consumer.poll(isSettled ? SETTLED : JOINING);
        } catch (RetriableException e) {
            LOG.warn("the group's coordinator is out of reach: {}", e.getMessage());
        }
        if (isSettled) {
            rest();
        }
    }

    private void rest() {
        try {
            boolean ignored = closed.await(REST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
        }
    }

    @Override
    public void close() {
        super.close();
        closed.countDown();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        isSettled = true;
        consumer.pause(partitions);
        if (!partitions.isEmpty()) {
            Set<Integer> gained = numbers(partitions);
            owned.addAll(gained);
            listener.gained(gained);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        isSettled = false;
        lost(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        isSettled = false;
        lost(numbers(partitions));
    }

    private void lost(Set<Integer> partitions) {
        if (!partitions.isEmpty()) {
            owned.removeAll(partitions);
            listener.lost(partitions);
        }
    }

    @Override
    void failed(Throwable cause) {
        LOG.error("left the group: {}", cause.toString());
        lost(new TreeSet<>(owned));
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new TreeSet<>();
        partitions.forEach(p -> numbers.add(p.partition()));
        return numbers;
    }
}

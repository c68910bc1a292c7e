package dev.gyre.events.kafka;

import dev.gyre.events.EventLog.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer and the one thread that uses it. Closing only asks the thread to end, and may be done from within a handler;
 * whoever must know that it has ended joins it.
 */
abstract class KafkaSubscription implements Subscription {

    private final Thread thread;
    private final Consumer<Subscription> ended;
    final KafkaConsumer<String, byte[]> consumer;
    volatile boolean isClosed;

    KafkaSubscription(String threadName, Map<String, Object> config, Consumer<Subscription> ended) {
        this.consumer = new KafkaConsumer<>(config);
        this.ended = ended;
        this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
    }

    final void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!isClosed) {
                step();
            }
        } catch (WakeupException e) {
            if (!isClosed) {
                failed(e);
            }
        } catch (RuntimeException e) {
            if (!isClosed) {
                failed(e);
            }
        } finally {
            isClosed = true;
            // Clears an interrupt, which would make the consumer skip leaving its group.
            boolean ignored = Thread.interrupted();
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(2))
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            ended.accept(this);
        }
    }

    /** Polls once and handles what came. */
    abstract void step();

    /** The subscription ended by itself. */
    abstract void failed(Throwable cause);

    @Override
    public void close() {
        isClosed = true;
        consumer.wakeup();
    }

    final void join(Duration timeout) {
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            boolean ignored = thread.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.gyre.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A log of which somebody asks what is there. Whoever follows it expects more until they close, as {@link LogScan} does, so one
 * that falls silent has lost its broker: that ends the reading, where a consumer by itself would wait for the broker to come
 * back. The time that a handler takes does not count.
 */
public final class ImpatientLog extends ForwardingEventLog {

    private final Duration patience;

    public ImpatientLog(EventLog log, Duration patience) {
        super(log);
        this.patience = patience;
    }

    @Override
    public Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed) {
        Silence silence = new Silence(failed);
        silence.begin();
        Subscription subscription = log.follow(
                from,
                batch -> {
                    silence.end();
                    return handler.apply(batch).whenComplete((done, error) -> silence.begin());
                },
                cause -> {
                    silence.close();
                    failed.failed(cause);
                });
        return () -> {
            silence.close();
            subscription.close();
        };
    }

    /** From one batch to the next; too long a one is a failure. */
    private final class Silence {

        private final FailureHandler failed;
        private CompletableFuture<Void> lasting = CompletableFuture.completedFuture(null);
        private boolean isClosed;

        Silence(FailureHandler failed) {
            this.failed = failed;
        }

        synchronized void begin() {
            if (isClosed) {
                return;
            }
            lasting = new CompletableFuture<Void>().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
            lasting.whenComplete((ended, tooLong) -> {
                if (tooLong != null) {
                    failed.failed(new LogUnreachableException(
                            "no Kafka broker has answered for " + patience.toSeconds()
                                    + " s, in the middle of the question",
                            tooLong));
                }
            });
        }

        synchronized void end() {
            lasting.complete(null);
        }

        synchronized void close() {
            isClosed = true;
            end();
        }
    }
}

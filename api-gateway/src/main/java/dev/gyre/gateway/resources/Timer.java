package dev.gyre.gateway.resources;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs something later. */
@FunctionalInterface
public interface Timer {

    /** The task must not block. Cancelling is idempotent. */
    Cancellable after(Duration delay, Runnable task);

    /** What has been asked of a timer. */
    @FunctionalInterface
    interface Cancellable {
        void cancel();
    }

    static Timer of(ScheduledExecutorService executor) {
        return (delay, task) -> {
            ScheduledFuture<?> future = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        };
    }
}

package dev.gyre.gateway.storage.cache;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs something later, once. A simulation has its own. */
@FunctionalInterface
public interface Timer {

    void after(Duration delay, Runnable step);

    static Timer on(ScheduledExecutorService executor) {
        return (delay, step) -> {
            try {
                var unused = executor.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException shutDown) {
                // Nothing is to happen any more.
            }
        };
    }
}

package dev.gyre.events;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands tasks to an executor of one thread, in order, and those that come in quick succession together: after a turn the
 * thread rests for a moment, and what has come by then is its next turn. Waking a thread for each of a thousand tasks a second
 * costs more than the tasks; a task that comes after a pause is run at once.
 */
public final class PacedExecutor implements Executor {

    private final Executor thread;
    private final Pace pace;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isDue = new AtomicBoolean();

    /** {@code thread} runs one task at a time and not within {@code execute}; {@code rest} is the shortest from one turn to the next. */
    public PacedExecutor(Executor thread, Duration rest) {
        this.thread = thread;
        this.pace = new Pace(rest);
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        takeTurn();
    }

    private void takeTurn() {
        if (isDue.compareAndSet(false, true)) {
            thread.execute(this::turn);
        }
    }

    private void turn() {
        pace.await();
        isDue.set(false);
        try {
            for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                task.run();
            }
        } finally {
            pace.mark();
            if (!waiting.isEmpty()) { // a task failed, and is the thread's to report
                takeTurn();
            }
        }
    }
}

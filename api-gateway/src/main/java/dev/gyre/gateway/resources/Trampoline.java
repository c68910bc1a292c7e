package dev.gyre.gateway.resources;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs tasks on the calling thread, one after another instead of one inside another. */
final class Trampoline implements Executor {

    static final Trampoline INSTANCE = new Trampoline();

    private final ThreadLocal<@Nullable Queue<Runnable>> running = new ThreadLocal<>();

    private Trampoline() {}

    @Override
    public void execute(Runnable task) {
        Queue<Runnable> outer = running.get();
        if (outer != null) {
            outer.add(task);
            return;
        }
        Queue<Runnable> tasks = new ArrayDeque<>();
        running.set(tasks);
        try {
            for (Runnable next = task; next != null; next = tasks.poll()) {
                next.run();
            }
        } finally {
            running.remove();
        }
    }
}

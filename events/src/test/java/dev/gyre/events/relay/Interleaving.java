package dev.gyre.events.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Many queues, one thread, one seed: each queue keeps its order, and chance says which of them goes on. */
final class Interleaving {

    private final RandomGenerator random;
    private final List<Deque<Runnable>> queues = new ArrayList<>();

    Interleaving(RandomGenerator random) {
        this.random = random;
    }

    Executor queue() {
        Deque<Runnable> queue = new ArrayDeque<>();
        queues.add(queue);
        return queue::addLast;
    }

    /** Runs one task; answers whether there was one. */
    boolean step() {
        List<Deque<Runnable>> ready = queues.stream().filter(q -> !q.isEmpty()).toList();
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(random.nextInt(ready.size())).removeFirst().run();
        return true;
    }
}

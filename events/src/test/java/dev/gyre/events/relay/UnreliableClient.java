package dev.gyre.events.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.ForwardingEventLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * A producer as Kafka's: what it was given waits, goes out in order within each partition, and is acknowledged later. A
 * record may fail while those behind it succeed; a record may be written although its append failed; and when the process
 * is killed, some of what waits is written all the same.
 */
final class UnreliableClient extends ForwardingEventLog {

    private record Waiting(Entry entry, CompletableFuture<Long> appended) {}

    private final RandomGenerator random;
    private final Map<Partition, Deque<Waiting>> waiting = new HashMap<>();
    private final Map<Partition, Deque<Runnable>> acknowledgements = new HashMap<>();
    private boolean isDead;

    UnreliableClient(EventLog log, RandomGenerator random) {
        super(log);
        this.random = random;
    }

    @Override
    public CompletionStage<Long> append(Entry entry) {
        CompletableFuture<Long> appended = new CompletableFuture<>();
        if (!isDead) {
            waiting.computeIfAbsent(entry.partition(), p -> new ArrayDeque<>()).addLast(new Waiting(entry, appended));
        }
        return appended;
    }

    /** Writes or acknowledges one record; answers whether there was one. */
    boolean step(double failures) {
        List<Runnable> possible = new ArrayList<>();
        waiting.forEach((partition, queue) -> {
            if (!queue.isEmpty()) {
                possible.add(() -> write(queue.removeFirst(), failures));
            }
        });
        acknowledgements.forEach((partition, queue) -> {
            if (!queue.isEmpty()) {
                possible.add(() -> queue.removeFirst().run());
            }
        });
        if (possible.isEmpty()) {
            return false;
        }
        possible.get(random.nextInt(possible.size())).run();
        return true;
    }

    private void write(Waiting next, double failures) {
        boolean fails = random.nextDouble() < failures;
        if (fails && random.nextBoolean()) {
            acknowledge(next, () -> next.appended().completeExceptionally(new IllegalStateException("timed out")));
            return;
        }
        log.append(next.entry())
                .thenAccept(offset -> acknowledge(
                        next,
                        fails
                                ? () -> next.appended().completeExceptionally(new IllegalStateException("no answer"))
                                : () -> next.appended().complete(offset)));
    }

    private void acknowledge(Waiting next, Runnable acknowledgement) {
        acknowledgements
                .computeIfAbsent(next.entry().partition(), p -> new ArrayDeque<>())
                .addLast(acknowledgement);
    }

    /** The process is gone; a little of what it had sent still arrives. */
    void kill() {
        isDead = true;
        waiting.values().forEach(queue -> {
            while (!queue.isEmpty() && random.nextInt(3) > 0) {
                log.append(queue.removeFirst().entry());
            }
            queue.clear();
        });
        acknowledgements.clear();
    }

    @Override
    public void close() {}
}

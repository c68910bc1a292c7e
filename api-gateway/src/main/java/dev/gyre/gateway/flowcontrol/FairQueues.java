package dev.gyre.gateway.flowcontrol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queues that are served fairly: next comes the queue that has been given the fewest seats since it began to wait
 * (start-time fair queueing, a request costing the seats that it takes). Not safe for threads.
 */
final class FairQueues<T> {

    private final List<Line<T>> lines;
    private final int limit;
    private double now;
    private int size;

    private static final class Line<T> {
        final Deque<Entry<T>> waiting = new ArrayDeque<>();
        double next;
    }

    private record Entry<T>(T item, int seats) {}

    /** @param limit how many may wait in each */
    FairQueues(int queues, int limit) {
        this.limit = limit;
        lines = new ArrayList<>(queues);
        for (int i = 0; i < queues; i++) {
            lines.add(new Line<>());
        }
    }

    int size() {
        return size;
    }

    int count() {
        return lines.size();
    }

    /** Puts it into the shortest of these queues; false where that is full. */
    boolean offer(int[] hand, T item, int seats) {
        Line<T> shortest = lines.get(hand[0]);
        for (int each : hand) {
            Line<T> line = lines.get(each);
            shortest = line.waiting.size() < shortest.waiting.size() ? line : shortest;
        }
        if (shortest.waiting.size() >= limit) {
            return false;
        }
        if (shortest.waiting.isEmpty()) {
            shortest.next = Math.max(shortest.next, now);
        }
        shortest.waiting.add(new Entry<>(item, seats));
        size++;
        return true;
    }

    /** Whose turn it is; null where nobody waits. */
    @Nullable
    T peek() {
        Line<T> line = first();
        return line == null ? null : line.waiting.getFirst().item();
    }

    /** Takes whom {@link #peek} showed. */
    void remove() {
        Line<T> line = first();
        if (line != null) {
            now = line.next;
            line.next += line.waiting.removeFirst().seats();
            size--;
        }
    }

    /** Removes from the head of each queue what has waited too long. */
    List<T> removeExpired(Predicate<T> isExpired) {
        List<T> expired = new ArrayList<>();
        for (Line<T> line : lines) {
            while (!line.waiting.isEmpty()
                    && isExpired.test(line.waiting.getFirst().item())) {
                expired.add(line.waiting.removeFirst().item());
                size--;
            }
        }
        return expired;
    }

    /** All that wait, in the order of their turns; nobody waits any more. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        for (T item = peek(); item != null; item = peek()) {
            all.add(item);
            remove();
        }
        return all;
    }

    private @Nullable Line<T> first() {
        if (size == 0) {
            return null;
        }
        Line<T> first = null;
        for (Line<T> line : lines) {
            if (!line.waiting.isEmpty() && (first == null || line.next < first.next)) {
                first = line;
            }
        }
        return first;
    }
}

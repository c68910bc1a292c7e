package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceReader.ChangeListener;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.gateway.storage.cache.CacheSnapshot.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A watch on the cache: a cursor on the history of one kind. Replaying the past and following the present are the same
 * step, so there is no seam between them. However often it is woken, and by whom, one thread at a time moves the cursor.
 */
final class CacheSubscriber implements Watch {

    private final Kind kind;
    private final String namespace;
    private final ChangeHistory history;
    private final LongSupplier newest;
    private final ChangeListener listener;
    private final Consumer<CacheSubscriber> closed;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile boolean wantsProgress;
    private volatile boolean isOver;
    private volatile long cursor;
    private long told;

    /** Where in the cache a subscriber reads: {@code newest} is the last revision whose changes are all in the history. */
    record Source(ChangeHistory history, LongSupplier newest) {}

    CacheSubscriber(
            Kind kind,
            String namespace,
            long afterRevision,
            Source source,
            ChangeListener listener,
            Consumer<CacheSubscriber> closed) {
        this.kind = kind;
        this.namespace = namespace;
        this.cursor = afterRevision;
        this.told = afterRevision;
        this.history = source.history();
        this.newest = source.newest();
        this.listener = listener;
        this.closed = closed;
    }

    Kind kind() {
        return kind;
    }

    /** Looks for changes. */
    void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            int seen;
            do {
                seen = wakeUps.get();
                advance();
            } while (wakeUps.addAndGet(-seen) != 0);
        }
    }

    /** Looks for changes, and tells the listener how far the cache is even where there are none. */
    void wakeForProgress() {
        wantsProgress = true;
        wake();
    }

    private void advance() {
        if (isOver) {
            return;
        }
        long upTo = newest.getAsLong();
        for (Map.Entry<Long, List<StoreEvent.Changed>> step :
                history.changes(kind, cursor, Math.max(cursor, upTo)).entrySet()) {
            if (!history.isWholeAfter(cursor)) {
                break;
            }
            deliver(step.getKey(), ofNamespace(step.getValue()));
            if (isOver) {
                return;
            }
            cursor = step.getKey();
        }
        if (!history.isWholeAfter(cursor)) {
            end(new CompactedException(history.trimmedUpTo()));
            return;
        }
        cursor = Math.max(cursor, upTo);
        if (wantsProgress) {
            wantsProgress = false;
            if (cursor > told) {
                told = cursor;
                listener.onChanges(cursor, List.of());
            }
        }
    }

    private void deliver(long revision, List<StoreEvent.Changed> changes) {
        if (!changes.isEmpty()) {
            told = revision;
            listener.onChanges(revision, changes);
        }
    }

    private List<StoreEvent.Changed> ofNamespace(List<StoreEvent.Changed> changes) {
        if (namespace.isEmpty()) {
            return changes;
        }
        return changes.stream()
                .filter(change -> change.key().namespace().equals(namespace))
                .toList();
    }

    /** Ends it and says why; a listener hears nothing more afterwards. */
    void end(Throwable cause) {
        if (!isOver) {
            close();
            listener.onEnd(cause);
        }
    }

    @Override
    public void close() {
        isOver = true;
        closed.accept(this);
    }
}

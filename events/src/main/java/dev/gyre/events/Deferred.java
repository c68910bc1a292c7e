package dev.gyre.events;

import dev.gyre.events.EventLog.Subscription;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A subscription that begins later, and does not begin at all if it is closed before. */
final class Deferred implements Subscription {

    private @Nullable Subscription actual;
    private boolean isClosed;

    synchronized void set(Supplier<Subscription> begin) {
        if (!isClosed) {
            actual = begin.get();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (actual != null) {
            actual.close();
        }
    }
}

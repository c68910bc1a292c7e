package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.relay.CommittedRevision;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a watch that cannot be held back and a reader that takes its time. One batch is with the reader; what
 * comes meanwhile waits, up to a bound. At the bound the watch is closed, and opened again from the next revision when the
 * reader has caught up: a relay that is behind reads the store's history in portions instead of holding it in memory. One that
 * is far behind does not watch, but asks for stretches of history, until a watch can take over.
 */
final class StoreFollower implements EventLog.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFollower.class);

    private final ResourceStore store;
    private final int maxWaiting;
    private final int farBehind;
    private final Function<List<StoreEvent>, List<CommittedRevision>> translation;
    private final Function<List<CommittedRevision>, CompletionStage<Void>> handler;
    private final EventLog.FailureHandler failed;
    private List<CommittedRevision> waiting = new ArrayList<>();
    private long next;
    private @Nullable Portion portion;
    private final Deque<Supplier<StoreBatch>> backlog = new ArrayDeque<>();
    private boolean isStarting;
    private boolean isHandling;
    private boolean isOver;

    StoreFollower(
            ResourceStore store,
            long fromRevision,
            int maxWaiting,
            int farBehind,
            Function<List<StoreEvent>, List<CommittedRevision>> translation,
            Function<List<CommittedRevision>, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        this.store = store;
        this.next = fromRevision;
        this.maxWaiting = maxWaiting;
        this.farBehind = farBehind;
        this.translation = translation;
        this.handler = handler;
        this.failed = failed;
    }

    void start() {
        long from;
        synchronized (this) {
            if (isOver) {
                return;
            }
            isStarting = true;
            from = next;
        }
        store.currentRevision().whenComplete((current, failure) -> {
            if (failure == null && current - from >= farBehind) {
                readBack(from);
            } else {
                watch(from); // which is patient with a store that does not answer
            }
        });
    }

    private void watch(long from) {
        Portion fresh = new Portion();
        synchronized (this) {
            if (isOver) {
                return;
            }
            isStarting = false;
            portion = fresh;
        }
        fresh.opened(store.watch(from, fresh));
    }

    private void readBack(long from) {
        store.history(from).whenComplete((stretch, failure) -> {
            if (failure != null) {
                LOG.warn("history from revision {} cannot be read in stretches: {}", from, failure.getMessage());
                watch(from); // slower, and it says so where the history is gone
                return;
            }
            synchronized (this) {
                if (isOver) {
                    return;
                }
                isStarting = false;
                backlog.addAll(stretch.batches());
            }
            pump();
        });
    }

    /** The next part of what was read back; whoever takes it decodes it. */
    private void takeBack(Supplier<StoreBatch> read) {
        try {
            StoreBatch batch = read.get();
            List<CommittedRevision> revisions = translation.apply(batch.events());
            synchronized (this) {
                if (isOver) {
                    return;
                }
                waiting.addAll(revisions);
                next = batch.revision() + 1;
                isHandling = false;
            }
        } catch (RuntimeException unreadable) {
            end(unreadable);
        }
    }

    private void take(Portion source, StoreBatch batch) {
        List<CommittedRevision> revisions = translation.apply(batch.events());
        boolean isFull;
        synchronized (this) {
            if (isOver || portion != source) {
                return;
            }
            isFull = waiting.size() >= maxWaiting;
            if (isFull) {
                portion = null;
            } else {
                waiting.addAll(revisions);
                next = batch.revision() + 1;
            }
        }
        if (isFull) {
            source.close();
        }
        pump();
    }

    private void pump() {
        while (true) {
            List<CommittedRevision> batch = null;
            Supplier<StoreBatch> read = null;
            synchronized (this) {
                if (isHandling || isOver) {
                    return;
                }
                if (!waiting.isEmpty()) {
                    isHandling = true;
                    batch = waiting;
                    waiting = new ArrayList<>();
                } else if (!backlog.isEmpty()) {
                    isHandling = true;
                    read = backlog.removeFirst();
                } else if (portion != null || isStarting) {
                    return;
                }
            }
            if (read != null) {
                takeBack(read);
                continue;
            }
            if (batch == null) {
                start();
                return;
            }
            CompletionStage<Void> taken = handler.apply(batch);
            if (!taken.toCompletableFuture().isDone()) {
                taken.whenComplete((done, failure) -> {
                    handled(failure);
                    pump();
                });
                return;
            }
            taken.whenComplete((done, failure) -> handled(failure));
        }
    }

    private void handled(@Nullable Throwable failure) {
        synchronized (this) {
            isHandling = false;
        }
        if (failure != null) {
            end(failure);
        }
    }

    private void end(Throwable cause) {
        synchronized (this) {
            if (isOver) {
                return;
            }
        }
        close();
        failed.failed(cause);
    }

    @Override
    public void close() {
        Portion open;
        synchronized (this) {
            isOver = true;
            waiting = List.of();
            backlog.clear();
            open = portion;
            portion = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /** One watch on the store; what it says after it was let go is not heard. */
    private final class Portion implements ResourceStore.WatchListener {
        private ResourceStore.@Nullable Watch watch;
        private boolean isClosed;

        @Override
        public void onBatch(StoreBatch batch) {
            take(this, batch);
        }

        @Override
        public void onEnd(Throwable cause) {
            synchronized (StoreFollower.this) {
                if (portion != this) {
                    return;
                }
            }
            end(StoreRevisions.asTheRelayKnowsIt(cause));
        }

        void opened(ResourceStore.Watch opened) {
            boolean isLate;
            synchronized (this) {
                watch = opened;
                isLate = isClosed;
            }
            if (isLate) {
                opened.close();
            }
        }

        void close() {
            ResourceStore.Watch open;
            synchronized (this) {
                isClosed = true;
                open = watch;
            }
            if (open != null) {
                open.close();
            }
        }
    }
}

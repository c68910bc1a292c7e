package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.gateway.storage.ResourceStore.WatchListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets all watches that are abreast hear one stream, so that etcd sends a change once to a gateway, however many follow it
 * there. A watch that begins further back than is remembered reads a stream of its own until it has caught up. Streams
 * deliver, and all steps run, on the one thread of the executor.
 */
final class WatchHub {

    /** How many events of the shared stream are remembered, so that a watch that is nearly abreast finds its place. */
    static final int REMEMBERED_EVENTS = 4_096;

    private final StreamOpener streams;
    private final Executor thread;
    private final Set<Follower> followers = new LinkedHashSet<>();
    private @Nullable SharedStream shared;

    /** Opens a stream of all changes from a revision on, which delivers on the hub's thread. */
    interface StreamOpener {
        Watch open(long fromRevision, WatchListener listener);
    }

    WatchHub(StreamOpener streams, Executor thread) {
        this.streams = streams;
        this.thread = thread;
    }

    Watch watch(long fromRevision, WatchListener listener) {
        Follower follower = new Follower(fromRevision, listener);
        onThread(follower::begin);
        return follower;
    }

    /** Ends every watch and says why. On the hub's thread. */
    void end(Throwable cause) {
        SharedStream open = shared;
        shared = null;
        if (open != null) {
            open.stream.close();
        }
        List.copyOf(followers).forEach(follower -> follower.onEnd(cause));
    }

    private void onThread(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException closed) {
            // The store is closed, and with it every watch.
        }
    }

    /** The stream that the watches share, and its newest events. */
    private final class SharedStream implements WatchListener {
        private final Watch stream;
        private final Set<Follower> sharers = new LinkedHashSet<>();
        private final Deque<StoreBatch> recent = new ArrayDeque<>();
        private int recentEvents;
        private long firstRemembered;
        private long next;

        SharedStream(long fromRevision) {
            this.firstRemembered = fromRevision;
            this.next = fromRevision;
            this.stream = streams.open(fromRevision, this);
        }

        boolean reaches(long revision) {
            return firstRemembered <= revision && revision <= next;
        }

        void join(Follower follower) {
            List.copyOf(recent).forEach(follower::onBatch);
            if (!follower.isOver) {
                sharers.add(follower);
            }
        }

        void leave(Follower follower) {
            if (sharers.remove(follower) && sharers.isEmpty() && shared == this) {
                shared = null;
                stream.close();
            }
        }

        @Override
        public void onBatch(StoreBatch batch) {
            recent.add(batch);
            recentEvents += batch.events().size();
            next = batch.revision() + 1;
            while (recentEvents > REMEMBERED_EVENTS) {
                StoreBatch oldest = recent.remove();
                recentEvents -= oldest.events().size();
                firstRemembered = oldest.revision() + 1;
            }
            deliver(batch);
        }

        /** One who fails has only himself to blame: the others hear it all the same. */
        private void deliver(StoreBatch batch) {
            RuntimeException failed = null;
            for (Follower sharer : List.copyOf(sharers)) {
                try {
                    sharer.onBatch(batch);
                } catch (RuntimeException e) {
                    failed = e;
                }
            }
            if (failed != null) {
                throw failed;
            }
        }

        @Override
        public void onEnd(Throwable cause) {
            if (shared == this) {
                shared = null;
            }
            List.copyOf(sharers).forEach(sharer -> sharer.onEnd(cause));
        }
    }

    /** One who watches: what was heard already is not said again, whichever stream it comes by. */
    private final class Follower implements Watch, WatchListener {
        private final WatchListener listener;
        private long next;
        private @Nullable Watch own;
        private volatile boolean isOver;

        Follower(long fromRevision, WatchListener listener) {
            this.next = fromRevision;
            this.listener = listener;
        }

        void begin() {
            if (isOver) {
                return;
            }
            followers.add(this);
            if (shared == null) {
                shared = new SharedStream(next);
            }
            if (shared.reaches(next)) {
                shared.join(this);
            } else {
                own = streams.open(next, this);
            }
        }

        @Override
        public void onBatch(StoreBatch batch) {
            if (isOver || batch.revision() < next) {
                return;
            }
            StoreBatch news = batch.from(next);
            next = batch.revision() + 1;
            listener.onBatch(news);
            if (own != null && shared != null && shared.reaches(next)) {
                own.close();
                own = null;
                shared.join(this);
            }
        }

        @Override
        public void onEnd(Throwable cause) {
            if (!isOver) {
                release();
                listener.onEnd(cause);
            }
        }

        @Override
        public void close() {
            isOver = true;
            onThread(this::release);
        }

        private void release() {
            isOver = true;
            followers.remove(this);
            if (own != null) {
                own.close();
            }
            if (shared != null) {
                shared.leave(this);
            }
        }
    }
}

package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.gateway.storage.ResourceStore.WatchListener;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.RangeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of what happens under the one prefix. A lost connection is taken up again from the revision after the last whole one that
 * was delivered, for as long as nobody closes the watch; only a compaction behind its back ends it. All its steps, answers
 * and retries included, run on the one thread of the executor it is given.
 */
final class EtcdWatch implements Watch {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
    private static final long MIN_BACKOFF_MILLIS = 50;
    private static final long MAX_BACKOFF_MILLIS = 2_000;

    private final EtcdChannels channels;
    private final ScheduledExecutorService thread;
    private final EventDecoder decoder;
    private final WatchListener listener;
    private final RevisionAssembler assembler;
    private @Nullable Stream stream;
    private long backoffMillis = MIN_BACKOFF_MILLIS;
    private volatile boolean isOver;

    EtcdWatch(
            EtcdChannels channels,
            ScheduledExecutorService thread,
            EventDecoder decoder,
            long fromRevision,
            WatchListener listener) {
        this.channels = channels;
        this.thread = thread;
        this.decoder = decoder;
        this.listener = listener;
        this.assembler = new RevisionAssembler(fromRevision);
    }

    void start() {
        onThread(this::connect);
    }

    private void connect() {
        if (isOver) {
            return;
        }
        assembler.reset();
        Stream fresh = new Stream();
        stream = fresh;
        long first = assembler.next();
        fresh.open(channels, thread, first);
        requireHistory(channels, first).whenComplete((kept, failure) -> {
            if (failure instanceof CompactedException) {
                onThread(() -> {
                    // Unless events arrived in between: then the watch began in time.
                    if (assembler.next() == first) {
                        end(failure);
                    }
                });
            }
        });
    }

    /**
     * A watch from the very revision of a compaction is accepted by etcd, but a deletion at that revision is gone. A read
     * at the revision before fails in that case, with {@link CompactedException}.
     */
    static CompletableFuture<RangeResponse> requireHistory(EtcdChannels channels, long firstRevision) {
        return EtcdCall.read(answer -> channels.kv().range(Etcd.look(firstRevision - 1), answer));
    }

    private void received(List<Event> part, boolean isFragment) {
        backoffMillis = MIN_BACKOFF_MILLIS;
        TreeMap<Long, List<Event>> revisions = assembler.add(part, isFragment);
        if (!revisions.isEmpty()) {
            List<StoreEvent> events = new ArrayList<>();
            for (Map.Entry<Long, List<Event>> step : revisions.entrySet()) {
                events.addAll(decoder.decode(step.getKey(), step.getValue()));
            }
            listener.onBatch(new StoreBatch(revisions.lastKey(), events));
        }
    }

    private void lost(String why) {
        if (isOver) {
            return;
        }
        LOG.warn("the watch is interrupted, resuming from revision {}: {}", assembler.next(), why);
        disconnect();
        long delay = backoffMillis;
        backoffMillis = Math.min(MAX_BACKOFF_MILLIS, backoffMillis * 2);
        try {
            thread.schedule(this::connect, delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            isOver = true;
        }
    }

    /** Ends the watch by itself and says why. On the watch's thread. */
    private void end(Throwable cause) {
        if (!isOver) {
            isOver = true;
            disconnect();
            listener.onEnd(cause);
        }
    }

    @Override
    public void close() {
        isOver = true;
        onThread(this::disconnect);
    }

    private void disconnect() {
        Stream old = stream;
        stream = null;
        if (old != null) {
            old.cancel();
        }
    }

    private void onThread(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException closed) {
            isOver = true;
        }
    }

    /** One connection's stream; what a former one still says is not heard. */
    private final class Stream extends WatchStream {

        @Override
        void told(List<Event> events, boolean isFragment) {
            if (stream == this && !isOver) {
                received(events, isFragment);
            }
        }

        @Override
        void ended(RuntimeException why) {
            if (stream != this) {
                return;
            }
            if (why instanceof CompactedException) {
                end(why);
            } else {
                lost(String.valueOf(why.getMessage()));
            }
        }
    }
}

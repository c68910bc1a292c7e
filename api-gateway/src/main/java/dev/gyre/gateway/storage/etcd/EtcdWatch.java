package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.gateway.storage.ResourceStore.WatchListener;
import dev.gyre.gateway.storage.StoreKeys;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.StreamObserver;
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

    // Fields that jetcd's copy of the protocol does not name yet: WatchCreateRequest.fragment, WatchResponse.fragment.
    private static final int REQUEST_FRAGMENT = 8;
    private static final int RESPONSE_FRAGMENT = 7;
    private static final UnknownFieldSet IN_FRAGMENTS = UnknownFieldSet.newBuilder()
            .addField(
                    REQUEST_FRAGMENT,
                    UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private static final ByteString PREFIX = Etcd.bytes(StoreKeys.PREFIX);

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
        fresh.requests = channels.watch(thread).watch(fresh);
        long first = assembler.next();
        fresh.requests.onNext(request(first));
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

    /** Asks for everything from a revision on. */
    static WatchRequest request(long firstRevision) {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(PREFIX)
                        .setRangeEnd(Etcd.prefixEnd(PREFIX))
                        .setStartRevision(firstRevision)
                        .setPrevKv(true)
                        .setUnknownFields(IN_FRAGMENTS))
                .build();
    }

    /** Whether the rest of this answer is still to come. */
    static boolean isFragment(WatchResponse response) {
        return response.getUnknownFields()
                .getField(RESPONSE_FRAGMENT)
                .getVarintList()
                .contains(1L);
    }

    /**
     * A watch from the very revision of a compaction is accepted by etcd, but a deletion at that revision is gone. A read
     * at the revision before fails in that case, with {@link CompactedException}.
     */
    static CompletableFuture<RangeResponse> requireHistory(EtcdChannels channels, long firstRevision) {
        return EtcdCall.read(answer -> channels.kv().range(Etcd.look(firstRevision - 1), answer));
    }

    private void received(WatchResponse response) {
        if (response.getCompactRevision() > 0) {
            end(new CompactedException(response.getCompactRevision()));
            return;
        }
        if (response.getCanceled()) {
            lost("canceled by etcd: " + response.getCancelReason());
            return;
        }
        backoffMillis = MIN_BACKOFF_MILLIS;
        TreeMap<Long, List<Event>> revisions = assembler.add(response.getEventsList(), isFragment(response));
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
        if (old != null && old.requests != null) {
            cancel(old.requests);
        }
    }

    static void cancel(StreamObserver<WatchRequest> requests) {
        try {
            requests.onError(new StoreException("the watch is closed", null, false));
        } catch (IllegalStateException alreadyOver) {
            LOG.trace("the stream was over before it was cancelled", alreadyOver);
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
    private final class Stream implements StreamObserver<WatchResponse> {
        @Nullable
        StreamObserver<WatchRequest> requests;

        @Override
        public void onNext(WatchResponse response) {
            if (stream == this && !isOver) {
                received(response);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (stream == this) {
                lost(String.valueOf(EtcdCall.translate(failure, false).getMessage()));
            }
        }

        @Override
        public void onCompleted() {
            if (stream == this) {
                lost("ended by etcd");
            }
        }
    }
}

package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.events.telemetry.Tracing;
import dev.gyre.events.telemetry.Tracing.Kind;
import dev.gyre.events.telemetry.Tracing.Traced;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.StoreUpkeep;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.schemas.ResourceKey;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.DefragmentResponse;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store on etcd. Writes are answered on the connection's thread as soon as etcd has committed them; the watch has a
 * connection and a thread of its own. A memory of current objects may be lent by {@link #lendMemory}: it saves a read for
 * some guards and decoding an object twice, and being outdated does no harm.
 */
public final class EtcdResourceStore implements ResourceStore, StoreUpkeep {

    private static final int MAX_EPOCH_ATTEMPTS = 16;

    private static final Durations REQUESTS = Durations.named(
            "etcd_request_duration_seconds",
            "From a request until etcd's answer, which for a write is when it is committed.",
            "operation",
            "type");

    private final EtcdOptions options;
    private final ValueCodec codec;
    private final EtcdChannels channels;
    private final Semaphore inFlight;
    private final ScheduledExecutorService watchThread;
    private final WatchHub watches;
    private volatile Function<ResourceKey, @Nullable StoredObject> memory = key -> null;
    private boolean isClosed;

    public EtcdResourceStore(EtcdOptions options, ValueCodec codec) {
        this.options = options;
        this.codec = codec;
        this.channels = new EtcdChannels(options);
        this.inFlight = new Semaphore(options.maxInFlightWrites());
        this.watchThread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("gyre-store-watch").factory());
        this.watches = new WatchHub(this::stream, watchThread);
    }

    /** Looks objects up in memory from now on, such as the watch cache's newest snapshot. */
    public void lendMemory(Function<ResourceKey, @Nullable StoredObject> memory) {
        this.memory = memory;
    }

    @Override
    public CompletionStage<WriteResult> write(Write write) {
        if (!inFlight.tryAcquire()) {
            return CompletableFuture.failedStage(new OverloadedException(options.maxInFlightWrites()));
        }
        try {
            long from = System.nanoTime();
            Traced span = Tracing.begin(
                    Kind.CLIENT, "etcd transaction", write.provenance().traceparent());
            return new EtcdWrite(channels, codec, options.maxObjectBytes(), memory, write)
                    .run()
                    .whenComplete((result, failure) -> {
                        inFlight.release();
                        span.end();
                        measured(operation(write), write.key().groupResource(), from);
                    });
        } catch (StoreException refused) {
            inFlight.release();
            return CompletableFuture.failedStage(refused);
        } catch (RuntimeException unexpected) {
            inFlight.release();
            throw unexpected;
        }
    }

    private static String operation(Write write) {
        return switch (write) {
            case Write.Put put -> put.expectedRevision() == 0 ? "create" : "update";
            case Write.Remove remove -> "delete";
        };
    }

    private static void measured(String operation, String type, long from) {
        REQUESTS.recordNanos(System.nanoTime() - from, operation, type);
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        long from = System.nanoTime();
        return EtcdCall.<RangeResponse>read(answer -> channels.kv().range(Etcd.look(0), answer))
                .whenComplete((found, failure) -> measured("get", "revision", from))
                .thenApply(found -> found.getHeader().getRevision());
    }

    @Override
    public CompletionStage<Contents> load() {
        long from = System.nanoTime();
        return new EtcdLoad(channels, codec)
                .run()
                .whenComplete((contents, failure) -> measured("list", "everything", from));
    }

    @Override
    public Watch watch(long fromRevision, WatchListener listener) {
        return watches.watch(fromRevision, listener);
    }

    private Watch stream(long fromRevision, WatchListener listener) {
        EventDecoder decoder = new EventDecoder(codec, key -> memory.apply(key));
        EtcdWatch watch = new EtcdWatch(channels, watchThread, decoder, fromRevision, listener);
        watch.start();
        return watch;
    }

    @Override
    public CompletionStage<Stretch> history(long fromRevision) {
        EventDecoder decoder = new EventDecoder(codec, key -> memory.apply(key));
        return new EtcdBacklog(channels, watchThread, decoder, fromRevision).read();
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return raiseEpoch(Etcd.bytes(StoreKeys.epoch(partition)), holder.getBytes(StandardCharsets.UTF_8), 1);
    }

    private CompletableFuture<Long> raiseEpoch(ByteString key, byte[] holder, int attempt) {
        RangeRequest read = RangeRequest.newBuilder().setKey(key).build();
        return EtcdCall.<RangeResponse>read(answer -> channels.kv().range(read, answer))
                .thenCompose(found -> {
                    KeyValue current = found.getKvsCount() == 0 ? null : found.getKvs(0);
                    TxnRequest swap = TxnRequest.newBuilder()
                            .addCompare(Etcd.modRevisionIs(key, current == null ? 0 : current.getModRevision()))
                            .addSuccess(Etcd.put(key, holder))
                            .build();
                    return EtcdCall.<TxnResponse>change(answer -> channels.kv().txn(swap, answer));
                })
                .thenCompose(swapped -> {
                    if (swapped.getSucceeded()) {
                        return CompletableFuture.completedFuture(
                                swapped.getHeader().getRevision());
                    }
                    return attempt < MAX_EPOCH_ATTEMPTS
                            ? raiseEpoch(key, holder, attempt + 1)
                            : CompletableFuture.failedFuture(new StoreException(
                                    "others keep raising the epoch " + key.toStringUtf8(), null, false));
                });
    }

    @Override
    public CompletionStage<Void> compact(long revision) {
        CompactionRequest request =
                CompactionRequest.newBuilder().setRevision(revision).build();
        return EtcdCall.<CompactionResponse>read(answer -> channels.kv().compact(request, answer))
                .handle((done, failure) -> {
                    if (failure == null || failure instanceof CompactedException) {
                        return null;
                    }
                    throw failure instanceof StoreException known
                            ? known
                            : new StoreException("cannot compact at " + revision, failure, false);
                });
    }

    @Override
    public CompletionStage<Size> size() {
        return EtcdCall.<StatusResponse>read(
                        answer -> channels.maintenance().status(StatusRequest.getDefaultInstance(), answer))
                .thenApply(status -> new Size(status.getDbSize(), status.getDbSizeInUse()));
    }

    @Override
    public CompletionStage<Void> defragment() {
        return EtcdCall.<DefragmentResponse>read(
                        answer -> channels.slowMaintenance().defragment(DefragmentRequest.getDefaultInstance(), answer))
                .thenApply(done -> null);
    }

    /** The keys of the machinery in the same etcd, over the same connection. */
    public MetaStore meta() {
        return new EtcdMetaStore(channels);
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        watchThread.execute(() -> {
            watches.end(new StoreException("the store is closed", null, false));
            channels.close();
        });
        // The streams' last words still want to be heard on the thread.
        watchThread.schedule(watchThread::shutdown, 1, TimeUnit.SECONDS);
    }
}

package dev.gyre.it;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * What etcd itself says was committed: the keys of every revision from the first to the last, read by a watch of the test's
 * own. It is what the log is held against, so it shares no code with the gateway but the names of keys.
 */
record EtcdHistory(SortedMap<Long, Set<String>> keys) {

    /** Reads all there is at this moment; fails where the beginning has been compacted away. */
    static EtcdHistory of(EtcdOptions etcd) throws Exception {
        ManagedChannel channel = connect(etcd);
        try {
            long last = KVGrpc.newBlockingStub(channel)
                    .range(RangeRequest.newBuilder().setKey(bytes("/")).build())
                    .getHeader()
                    .getRevision();
            Reading reading = new Reading(last);
            StreamObserver<WatchRequest> watch = WatchGrpc.newStub(channel).watch(reading);
            watch.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(bytes("\0"))
                            .setRangeEnd(bytes("\0"))
                            .setStartRevision(1))
                    .build());
            return new EtcdHistory(reading.done.get(30, TimeUnit.SECONDS));
        } finally {
            channel.shutdownNow();
        }
    }

    /** The value of one key, empty where there is none. */
    static ByteString value(EtcdOptions etcd, String key) throws Exception {
        ManagedChannel channel = connect(etcd);
        try {
            return KVGrpc.newBlockingStub(channel)
                    .range(RangeRequest.newBuilder().setKey(bytes(key)).build())
                    .getKvsList()
                    .stream()
                    .findFirst()
                    .map(KeyValue::getValue)
                    .orElse(ByteString.EMPTY);
        } finally {
            channel.shutdownNow();
        }
    }

    long last() {
        return keys.lastKey();
    }

    /** Whether this revision changed an object of a published kind. */
    boolean isPublished(long revision) {
        return keys.getOrDefault(revision, Set.of()).stream().anyMatch(key -> {
            ResourceKey object = StoreKeys.parse(key);
            ResourceKind kind =
                    object == null ? null : KubernetesKinds.registry().find(object.group(), object.plural());
            return kind != null && kind.isPublished();
        });
    }

    private static ManagedChannel connect(EtcdOptions etcd) throws SSLException {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(
                        etcd.endpoints().getFirst().replaceFirst("^https?://", ""))
                .maxInboundMessageSize(256 * 1024 * 1024);
        EtcdOptions.Tls tls = etcd.tls();
        return tls == null
                ? builder.usePlaintext().build()
                : builder.sslContext(GrpcSslContexts.forClient()
                                .trustManager(tls.ca().toFile())
                                .keyManager(
                                        tls.certificate().toFile(), tls.key().toFile())
                                .build())
                        .build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** Collects what the watch delivers until it has reached the last revision. */
    private static final class Reading implements StreamObserver<WatchResponse> {
        private final long last;
        private final SortedMap<Long, Set<String>> keys = new TreeMap<>();
        private final CompletableFuture<SortedMap<Long, Set<String>>> done = new CompletableFuture<>();

        Reading(long last) {
            this.last = last;
        }

        @Override
        public void onNext(WatchResponse response) {
            if (response.getCanceled()) {
                done.completeExceptionally(new AssertionError(
                        "history from revision " + response.getCompactRevision() + " only: " + response));
            }
            for (Event event : response.getEventsList()) {
                keys.computeIfAbsent(event.getKv().getModRevision(), revision -> new TreeSet<>())
                        .add(event.getKv().getKey().toStringUtf8());
            }
            if (!keys.isEmpty() && keys.lastKey() >= last) {
                done.complete(keys);
            }
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            done.completeExceptionally(new AssertionError("the watch ended"));
        }
    }
}

package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.ResourceStore.StoreException;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * The connections of one store: one for requests, one for the watch, so that decoding a burst of changes does not hold up
 * the answers to writes. Answers are handled on the connection's own thread: nothing in a callback may block.
 */
final class EtcdChannels implements AutoCloseable {

    /** Beyond the largest page of {@code load} and the largest fragment of a watch. */
    private static final int MAX_INBOUND_BYTES = 128 * 1024 * 1024;

    private static final long RECONNECT_MILLIS = 300;

    private final EtcdOptions options;
    private final ManagedChannel requests;
    private final ManagedChannel watches;

    EtcdChannels(EtcdOptions options) {
        this.options = options;
        this.requests = channel(options);
        this.watches = channel(options);
        reconnectQuickly(requests);
        reconnectQuickly(watches);
    }

    /**
     * gRPC alone would wait for up to two minutes between attempts when etcd was away for long. A failed channel may stay in
     * that state through further attempts, so it is looked at again and again until it has left it.
     */
    private static void reconnectQuickly(ManagedChannel channel) {
        ConnectivityState state = channel.getState(false);
        switch (state) {
            case SHUTDOWN -> {}
            case TRANSIENT_FAILURE ->
                CompletableFuture.delayedExecutor(RECONNECT_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> {
                            channel.resetConnectBackoff();
                            reconnectQuickly(channel);
                        });
            case IDLE, CONNECTING, READY -> channel.notifyWhenStateChanged(state, () -> reconnectQuickly(channel));
        }
    }

    private static ManagedChannel channel(EtcdOptions options) {
        String addresses = options.endpoints().stream()
                .map(endpoint -> endpoint.replaceFirst("^https?://", ""))
                .collect(Collectors.joining(","));
        // The scheme "ip" is jetcd's: a list of addresses, tried in turn.
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("ip:///" + addresses)
                .directExecutor()
                .maxInboundMessageSize(MAX_INBOUND_BYTES)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(false);
        EtcdOptions.Tls tls = options.tls();
        if (tls == null) {
            return builder.usePlaintext().build();
        }
        try {
            SslContextBuilder context =
                    GrpcSslContexts.forClient().trustManager(tls.ca().toFile());
            if (tls.certificate() != null && tls.key() != null) {
                context.keyManager(tls.certificate().toFile(), tls.key().toFile());
            }
            return builder.sslContext(context.build()).build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new StoreException("cannot use the TLS files for etcd: " + unusable.getMessage(), unusable, false);
        }
    }

    /** Requests wait out a short absence of etcd, within their time. */
    KVGrpc.KVStub kv() {
        return KVGrpc.newStub(requests).withWaitForReady().withDeadlineAfter(options.requestTimeout());
    }

    LeaseGrpc.LeaseStub lease() {
        return LeaseGrpc.newStub(requests).withDeadlineAfter(options.requestTimeout());
    }

    MaintenanceGrpc.MaintenanceStub maintenance() {
        return MaintenanceGrpc.newStub(requests).withDeadlineAfter(options.requestTimeout());
    }

    /** For what takes as long as the store is large. */
    MaintenanceGrpc.MaintenanceStub slowMaintenance() {
        return MaintenanceGrpc.newStub(requests).withDeadlineAfter(2, TimeUnit.MINUTES);
    }

    /** Its callbacks run on the given executor; a stream has no deadline. */
    WatchGrpc.WatchStub watch(Executor callbacks) {
        return WatchGrpc.newStub(watches).withExecutor(callbacks);
    }

    @Override
    public void close() {
        requests.shutdownNow();
        watches.shutdownNow();
    }
}

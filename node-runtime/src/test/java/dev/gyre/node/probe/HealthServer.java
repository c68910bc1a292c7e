package dev.gyre.node.probe;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server on the loopback address that speaks {@code grpc.health.v1} and says what it is told to. */
public final class HealthServer implements AutoCloseable {
    /** Told for a service, it is never answered. */
    public static final int NEVER = -1;

    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Server server;

    public HealthServer() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(ServerServiceDefinition.builder("grpc.health.v1.Health")
                        .addMethod(HealthCheck.METHOD, ServerCalls.asyncUnaryCall(this::check))
                        .build())
                .build()
                .start();
    }

    private void check(String service, StreamObserver<Integer> answers) {
        Integer status = statuses.get(service);
        if (status == null) {
            answers.onError(Status.NOT_FOUND.withDescription("unknown service").asRuntimeException());
        } else if (status != NEVER) {
            answers.onNext(status);
            answers.onCompleted();
        }
    }

    public void say(String service, int status) {
        statuses.put(service, status);
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}

package dev.gyre.node.probe;

import dev.gyre.node.probe.ProbeTarget.Grpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** One call of {@code grpc.health.v1.Health/Check}, without TLS, on a connection of its own. */
final class GrpcProbe {
    private static final int MOST_BYTES = 10 * 1024;

    private final String userAgent;

    GrpcProbe(String userAgent) {
        this.userAgent = userAgent;
    }

    CompletionStage<ProbeAnswer> ask(Grpc target, Duration timeout) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        new java.net.InetSocketAddress(target.host(), target.port()))
                .usePlaintext()
                .directExecutor()
                .userAgent(userAgent)
                .maxInboundMessageSize(MOST_BYTES)
                .build();
        CompletableFuture<ProbeAnswer> answer = new CompletableFuture<>();
        CallOptions deadline = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
        ClientCalls.asyncUnaryCall(
                channel.newCall(HealthCheck.METHOD, deadline), target.service(), new Answer(target, timeout, answer));
        return answer.whenComplete((any, failure) -> channel.shutdownNow());
    }

    private record Answer(Grpc target, Duration timeout, CompletableFuture<ProbeAnswer> answer)
            implements StreamObserver<Integer> {

        @Override
        public void onNext(Integer status) {
            String word = HealthCheck.word(status);
            answer.complete(
                    word.equals("SERVING")
                            ? ProbeAnswer.YES
                            : ProbeAnswer.no("service unhealthy (responded with \"" + word + "\")"));
        }

        @Override
        public void onError(Throwable failure) {
            Status status = failure instanceof StatusRuntimeException refused
                    ? refused.getStatus()
                    : Status.fromThrowable(failure);
            String said = "rpc error: code = " + status.getCode() + " desc = " + status.getDescription();
            String server = target.host() + ":" + target.port();
            answer.complete(
                    switch (status.getCode()) {
                        case UNIMPLEMENTED ->
                            ProbeAnswer.no(
                                    "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                                            + status.getDescription());
                        case DEADLINE_EXCEEDED ->
                            ProbeAnswer.silence("timeout: failed to connect service \"" + server + "\" within "
                                    + timeout.toSeconds() + "s: context deadline exceeded");
                        case UNAVAILABLE ->
                            ProbeAnswer.silence("error: failed to connect service at \"" + server + "\": " + said);
                        default -> ProbeAnswer.no("error: health rpc probe failed: " + said);
                    });
        }

        @Override
        public void onCompleted() {
            answer.complete(ProbeAnswer.no("error: health rpc probe failed: no answer"));
        }
    }
}

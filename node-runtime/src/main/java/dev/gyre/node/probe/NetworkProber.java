package dev.gyre.node.probe;

import dev.gyre.node.runtime.ContainerExec;
import dev.gyre.schemas.KubernetesVersion;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks containers for real: over the network from the node, and by commands through the runtime. */
public final class NetworkProber implements Prober {
    /** Whoever is asked is told which Kubernetes asks, and that it is a probe. */
    private static final String USER_AGENT = "kube-probe/" + KubernetesVersion.MAJOR + "." + KubernetesVersion.MINOR;

    private final ExecProbe exec;
    private final HttpProbe http;
    private final TcpProbe tcp;
    private final GrpcProbe grpc;

    public NetworkProber(Vertx vertx, ContainerExec exec) {
        this.exec = new ExecProbe(exec);
        this.http = new HttpProbe(vertx, USER_AGENT);
        this.tcp = new TcpProbe(vertx);
        this.grpc = new GrpcProbe(USER_AGENT);
    }

    @Override
    public CompletionStage<ProbeAnswer> ask(ProbeTarget target, Duration timeout) {
        try {
            return switch (target) {
                case ProbeTarget.Exec command -> exec.ask(command, timeout);
                case ProbeTarget.HttpGet get -> http.ask(get, timeout);
                case ProbeTarget.TcpSocket socket -> tcp.ask(socket, timeout);
                case ProbeTarget.Grpc call -> grpc.ask(call, timeout);
            };
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(ProbeAnswer.unasked(String.valueOf(e.getMessage())));
        }
    }
}

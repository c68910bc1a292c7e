package dev.gyre.node.probe;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A connection, closed as soon as it is there. */
final class TcpProbe {
    private final NetClient client;

    TcpProbe(Vertx vertx) {
        this.client = vertx.createNetClient(new NetClientOptions().setReconnectAttempts(0));
    }

    CompletionStage<ProbeAnswer> ask(ProbeTarget.TcpSocket target, Duration timeout) {
        return client.connect(SocketAddress.inetSocketAddress(target.port(), target.host()))
                .onSuccess(socket -> {
                    var unused = socket.close();
                })
                .timeout(timeout.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .map(ProbeAnswer.YES)
                .otherwise(failure -> ProbeAnswer.silence(Silence.ofDial(target.host(), target.port(), failure)))
                .toCompletionStage();
    }
}

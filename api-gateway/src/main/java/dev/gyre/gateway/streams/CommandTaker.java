package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiResponse.Takeover;
import dev.gyre.gateway.kubelet.Kubelet;
import dev.gyre.gateway.kubelet.KubeletConnections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Begins sessions of exec and attach. The kubelet is asked before the client's connection is switched, so that its refusal is
 * an ordinary answer.
 */
final class CommandTaker {
    private final Vertx vertx;
    private final KubeletConnections kubelets;
    private final OpenSessions sessions;

    /** How a client is to be spoken to, and the headers that say so. */
    private record Agreement(Map<String, String> headers, Function<Wire, CommandEdge> edge) {}

    CommandTaker(Vertx vertx, KubeletConnections kubelets, OpenSessions sessions) {
        this.vertx = vertx;
        this.kubelets = kubelets;
        this.sessions = sessions;
    }

    Takeover takeover(UpgradeRequest upgrade, Kubelet kubelet, CommandRequest command) {
        Agreement agreement =
                upgrade.kind() == UpgradeRequest.Kind.SPDY ? spdy(upgrade, command) : webSocket(upgrade, command);
        return new Takeover(request -> take(request, agreement, kubelet, command));
    }

    private Agreement spdy(UpgradeRequest upgrade, CommandRequest command) {
        List<String> offered = upgrade.protocols();
        String protocol = offered.stream()
                .filter(SpdyCommand.PROTOCOLS::contains)
                .findFirst()
                .orElse("");
        if (protocol.isEmpty() && !offered.isEmpty()) {
            throw upgrade.noCommonProtocol(SpdyCommand.PROTOCOLS);
        }
        return new Agreement(upgrade.agreed(protocol), wire -> new SpdyCommand(vertx, wire, protocol, command));
    }

    private Agreement webSocket(UpgradeRequest upgrade, CommandRequest command) {
        ChannelProtocol protocol = ChannelProtocol.choose(upgrade.protocols(), ChannelProtocol.FOR_COMMANDS);
        if (protocol == null) {
            throw upgrade.noCommonProtocol(ChannelProtocol.FOR_COMMANDS.stream()
                    .map(ChannelProtocol::name)
                    .toList());
        }
        return new Agreement(
                upgrade.agreed(protocol.name()), wire -> new WebSocketCommand(vertx, protocol, wire, command));
    }

    private CompletionStage<Void> take(
            HttpServerRequest request, Agreement agreement, Kubelet kubelet, CommandRequest command) {
        sessions.enter();
        Context context = vertx.getOrCreateContext();
        return kubelets.open(kubelet, command.path())
                .compose(socket -> switched(request, agreement, socket))
                .onFailure(refused -> sessions.leave())
                .onSuccess(relay -> {
                    sessions.begun(relay, context);
                    relay.start();
                })
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private Future<CommandRelay> switched(HttpServerRequest request, Agreement agreement, WebSocket kubelet) {
        kubelet.pause();
        return Switching.to(request, agreement.headers())
                .onFailure(gone -> kubelet.close())
                .map(wire -> new CommandRelay(vertx, agreement.edge().apply(wire), kubelet, sessions::ended));
    }
}

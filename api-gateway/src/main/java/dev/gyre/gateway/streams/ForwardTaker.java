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
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * Begins sessions of port-forward: SPDY on the connection itself, SPDY inside a WebSocket, or channels of a WebSocket. Each
 * forwarded connection has a connection of its own to the kubelet, so that none waits for another there.
 */
final class ForwardTaker {
    static final String SPDY_PROTOCOL = "portforward.k8s.io";
    static final String TUNNEL_PROTOCOL = "SPDY/3.1+" + SPDY_PROTOCOL;

    private final Vertx vertx;
    private final KubeletConnections kubelets;
    private final OpenSessions sessions;

    /** Starts a session on a wire. */
    private interface Begin {
        Session on(Wire wire, IntFunction<Future<WebSocket>> connect);
    }

    ForwardTaker(Vertx vertx, KubeletConnections kubelets, OpenSessions sessions) {
        this.vertx = vertx;
        this.kubelets = kubelets;
        this.sessions = sessions;
    }

    /** @param ports what the request's query names; only asked by those clients that must name them */
    Takeover takeover(UpgradeRequest upgrade, Kubelet kubelet, String namespace, String pod, List<String> ports) {
        IntFunction<Future<WebSocket>> connect =
                port -> kubelets.open(kubelet, "/portForward/" + namespace + "/" + pod + "?port=" + port);
        List<String> offered = upgrade.protocols();
        if (upgrade.kind() == UpgradeRequest.Kind.SPDY) {
            if (!offered.isEmpty() && !offered.contains(SPDY_PROTOCOL)) {
                throw upgrade.noCommonProtocol(List.of(SPDY_PROTOCOL));
            }
            return takeover(upgrade, offered.isEmpty() ? "" : SPDY_PROTOCOL, this::spdy, connect);
        }
        if (offered.contains(TUNNEL_PROTOCOL)) {
            return takeover(upgrade, TUNNEL_PROTOCOL, (wire, way) -> spdy(new TunnelWire(wire), way), connect);
        }
        ChannelProtocol protocol = ChannelProtocol.choose(offered, ChannelProtocol.FOR_PORTS);
        if (protocol == null) {
            throw upgrade.noCommonProtocol(ChannelProtocol.FOR_PORTS.stream()
                    .map(ChannelProtocol::name)
                    .toList());
        }
        List<Integer> numbers = ForwardedPorts.of(ports);
        return takeover(
                upgrade,
                protocol.name(),
                (wire, way) -> {
                    var forward = new WebSocketForward(protocol, wire, numbers, way, sessions::ended);
                    forward.start();
                    return forward;
                },
                connect);
    }

    private Session spdy(Wire wire, IntFunction<Future<WebSocket>> connect) {
        SpdyForward forward = new SpdyForward(vertx, wire, connect, sessions::ended);
        forward.start();
        return forward;
    }

    private Takeover takeover(
            UpgradeRequest upgrade, String protocol, Begin begin, IntFunction<Future<WebSocket>> connect) {
        return new Takeover(request -> take(request, upgrade, protocol, begin, connect));
    }

    private CompletionStage<Void> take(
            HttpServerRequest request,
            UpgradeRequest upgrade,
            String protocol,
            Begin begin,
            IntFunction<Future<WebSocket>> connect) {
        sessions.enter();
        Context context = vertx.getOrCreateContext();
        return Switching.to(request, upgrade.agreed(protocol))
                .onFailure(gone -> sessions.leave())
                .onSuccess(wire -> sessions.begun(begin.on(wire, connect), context))
                .<Void>mapEmpty()
                .toCompletionStage();
    }
}

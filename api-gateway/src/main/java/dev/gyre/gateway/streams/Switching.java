package dev.gyre.gateway.streams;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Switches a client's connection from HTTP to what was agreed. */
final class Switching {

    private Switching() {}

    /** The raw connection, silent until it is listened to. Failed where the client has gone meanwhile. */
    static Future<Wire> to(HttpServerRequest request, Map<String, String> agreed) {
        agreed.forEach(request.response()::putHeader);
        return request.toNetSocket().map(socket -> {
            socket.pause();
            return new SocketWire(socket);
        });
    }
}

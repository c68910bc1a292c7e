package dev.gyre.gateway.streams;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Port-forwarding by channels of a WebSocket: one connection a port, all made at the beginning, with a channel for data and
 * one for errors each. The number of its port is the first that either channel carries. Nobody can end one half here: a
 * connection is over when the pod ends it, and the session when all are.
 */
final class WebSocketForward implements Session, WebSocketConnection.Listener {
    private final ChannelProtocol protocol;
    private final WebSocketConnection connection;
    private final List<Integer> ports;
    private final IntFunction<Future<WebSocket>> connect;
    private final Consumer<Session> onOver;
    private final List<ForwardRelay> relays = new ArrayList<>();
    private int open;

    WebSocketForward(
            ChannelProtocol protocol,
            Wire wire,
            List<Integer> ports,
            IntFunction<Future<WebSocket>> connect,
            Consumer<Session> onOver) {
        this.protocol = protocol;
        this.connection = new WebSocketConnection(wire, this);
        this.ports = ports;
        this.connect = connect;
        this.onOver = onOver;
    }

    void start() {
        Wire wire = connection.wire();
        Brake brake = new Brake(wire::pause, wire::resume);
        Outlet outlet = new Outlet(wire);
        for (int i = 0; i < ports.size(); i++) {
            int port = ports.get(i);
            Buffer number = Buffer.buffer().appendUnsignedShortLE(port);
            send(2 * i, number);
            send(2 * i + 1, number);
            relays.add(new ForwardRelay(new Port(i), brake, outlet));
        }
        open = relays.size();
        connection.start();
        for (int i = 0; i < ports.size(); i++) {
            relays.get(i).join(connect.apply(ports.get(i)));
        }
    }

    private void send(int channel, Buffer bytes) {
        Buffer message = protocol.write(channel, bytes);
        if (protocol.isBase64()) {
            connection.sendText(message);
        } else {
            connection.sendBinary(message);
        }
    }

    @Override
    public void message(Buffer payload) {
        ChannelProtocol.Message message = protocol.read(payload);
        if (message == null) {
            if (payload.length() > 0) {
                connection.close(WebSocketConnection.BAD_DATA, "not a message of " + protocol.name());
            }
            return;
        }
        int channel = message.channel();
        if (channel >= 0 && channel < 2 * relays.size() && channel % 2 == 0) {
            relays.get(channel / 2).input(message.payload());
        }
    }

    @Override
    public void goodbye(int code) {
        connection.close(code, "");
    }

    @Override
    public void gone() {
        relays.forEach(ForwardRelay::clientGone);
        onOver.accept(this);
    }

    @Override
    public void cut(String why) {
        connection.close(WebSocketConnection.GOING_AWAY, why);
        connection.wire().close();
    }

    /** One port's two channels. */
    private final class Port implements ForwardRelay.Client {
        private final int index;
        private boolean isOver;

        Port(int index) {
            this.index = index;
        }

        @Override
        public void bytes(Buffer bytes) {
            send(2 * index, bytes);
        }

        @Override
        public void ended() {
            over();
        }

        @Override
        public void failed(String words) {
            send(2 * index + 1, Buffer.buffer(words));
        }

        @Override
        public void over() {
            if (!isOver) {
                isOver = true;
                open--;
                if (open == 0) {
                    connection.close(WebSocketConnection.NORMAL, "");
                }
            }
        }
    }
}

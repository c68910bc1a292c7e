package dev.gyre.gateway.streams;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command's client on WebSocket: messages by channel, in one of the dialects. Those that cannot end their input alone say
 * goodbye instead, so whoever gives input is answered when the command has ended over it, and hears how, if that is soon.
 */
final class WebSocketCommand implements CommandEdge, WebSocketConnection.Listener {
    private static final long ANSWERED_WITHIN_MILLIS = 3_000;

    private final Vertx vertx;
    private final ChannelProtocol protocol;
    private final WebSocketConnection connection;
    private final CommandRequest command;
    private @Nullable Listener listener;

    WebSocketCommand(Vertx vertx, ChannelProtocol protocol, Wire wire, CommandRequest command) {
        this.vertx = vertx;
        this.protocol = protocol;
        this.connection = new WebSocketConnection(wire, this);
        this.command = command;
    }

    @Override
    public void start(Listener listener) {
        this.listener = listener;
        // An empty message says that all is set up.
        output(command.firstOutput(), Buffer.buffer());
        listener.ready();
        connection.start();
    }

    @Override
    public Wire wire() {
        return connection.wire();
    }

    @Override
    public void output(int channel, Buffer bytes) {
        Buffer message = protocol.write(channel, bytes);
        if (protocol.isBase64()) {
            connection.sendText(message);
        } else {
            connection.sendBinary(message);
        }
    }

    @Override
    public void ended(Buffer status) {
        if (protocol.hasStatus()) {
            output(StreamChannel.ERROR, status);
        } else {
            ObjectNode json = Json.readObject(status.getBytes());
            if (!json.path("status").asString("").equals("Success")) {
                output(StreamChannel.ERROR, Buffer.buffer(json.path("message").asString("")));
            }
        }
        connection.close(WebSocketConnection.NORMAL, "");
    }

    @Override
    public void message(Buffer payload) {
        ChannelProtocol.Message message = protocol.read(payload);
        if (message == null || listener == null) {
            if (payload.length() > 0) {
                connection.close(WebSocketConnection.BAD_DATA, "not a message of " + protocol.name());
            }
            return;
        }
        if (protocol.isClose(message)) {
            if (message.payload().getByte(0) == StreamChannel.STDIN) {
                listener.inputEnded();
            }
        } else if (message.channel() == StreamChannel.STDIN || message.channel() == StreamChannel.RESIZE) {
            listener.input(message.channel(), message.payload());
        }
    }

    @Override
    public void goodbye(int code) {
        if (!command.stdin() || listener == null) {
            connection.close(code, "");
            return;
        }
        listener.inputEnded();
        vertx.setTimer(ANSWERED_WITHIN_MILLIS, due -> connection.close(code, ""));
    }

    @Override
    public void gone() {
        if (listener != null) {
            listener.gone();
        }
    }
}

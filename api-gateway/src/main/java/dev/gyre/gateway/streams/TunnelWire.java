package dev.gyre.gateway.streams;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A wire whose bytes travel in the messages of a WebSocket: how newer clients carry SPDY. */
final class TunnelWire implements Wire, WebSocketConnection.Listener {
    private final WebSocketConnection connection;
    private @Nullable Listener listener;

    TunnelWire(Wire wire) {
        this.connection = new WebSocketConnection(wire, this);
    }

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
        connection.start();
    }

    @Override
    public void message(Buffer payload) {
        if (listener != null) {
            listener.bytes(payload);
        }
    }

    @Override
    public void goodbye(int code) {
        connection.close(code, "");
    }

    @Override
    public void gone() {
        if (listener != null) {
            listener.gone();
        }
    }

    @Override
    public void write(Buffer bytes) {
        connection.sendBinary(bytes);
    }

    @Override
    public boolean isFull() {
        return connection.wire().isFull();
    }

    @Override
    public void onRoom(Runnable onRoom) {
        connection.wire().onRoom(onRoom);
    }

    @Override
    public void pause() {
        connection.wire().pause();
    }

    @Override
    public void resume() {
        connection.wire().resume();
    }

    @Override
    public void close() {
        connection.close(WebSocketConnection.NORMAL, "");
        connection.wire().close();
    }
}

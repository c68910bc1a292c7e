package dev.gyre.gateway.streams;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** The connection itself, after the upgrade. */
final class SocketWire implements Wire {
    private static final int MOST_UNSENT = 256 * 1024;

    private final NetSocket socket;

    SocketWire(NetSocket socket) {
        this.socket = socket.setWriteQueueMaxSize(MOST_UNSENT);
    }

    @Override
    public void listen(Listener listener) {
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(closed -> listener.gone());
        socket.handler(listener::bytes);
        socket.resume();
    }

    @Override
    public void write(Buffer bytes) {
        socket.write(bytes);
    }

    @Override
    public boolean isFull() {
        return socket.writeQueueFull();
    }

    @Override
    public void onRoom(Runnable onRoom) {
        socket.drainHandler(room -> onRoom.run());
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void close() {
        socket.close();
    }
}

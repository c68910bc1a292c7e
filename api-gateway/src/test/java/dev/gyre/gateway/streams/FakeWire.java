package dev.gyre.gateway.streams;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A wire that keeps what is written, and is full when it is told to be. */
final class FakeWire implements Wire {
    private @Nullable Listener listener;
    private @Nullable Runnable onRoom;
    private Buffer written = Buffer.buffer();
    private boolean isFull;
    boolean isPaused;
    volatile boolean isClosed;

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
    }

    void receive(Buffer bytes) {
        listener.bytes(bytes);
    }

    void breakOff() {
        listener.gone();
    }

    /** What was written since the last time. */
    Buffer taken() {
        Buffer taken = written;
        written = Buffer.buffer();
        return taken;
    }

    void fill() {
        isFull = true;
    }

    void drain() {
        isFull = false;
        if (onRoom != null) {
            onRoom.run();
        }
    }

    @Override
    public void write(Buffer bytes) {
        written.appendBuffer(bytes);
    }

    @Override
    public boolean isFull() {
        return isFull;
    }

    @Override
    public void onRoom(Runnable onRoom) {
        this.onRoom = onRoom;
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume() {
        isPaused = false;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

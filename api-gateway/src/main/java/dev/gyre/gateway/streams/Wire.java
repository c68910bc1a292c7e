package dev.gyre.gateway.streams;

import io.vertx.core.buffer.Buffer;

/** Bytes to and from a client whose connection no longer speaks HTTP. All calls on one event loop. */
interface Wire {

    /** What comes from the client. */
    interface Listener {
        void bytes(Buffer bytes);

        /** The connection is over; once. */
        void gone();
    }

    void listen(Listener listener);

    void write(Buffer bytes);

    /** Whether the client does not keep up; then {@code onRoom} runs when it has caught up. */
    boolean isFull();

    void onRoom(Runnable onRoom);

    void pause();

    void resume();

    /** Closes, after what was written has gone out. */
    void close();
}

package dev.gyre.gateway.streams;

import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream that a client has opened. Each side ends its half; when both have, or either resets it, it is over. What comes
 * before anybody listens is of no interest.
 */
final class SpdyStream {
    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private @Nullable Listener listener;
    private boolean isEndedHere;
    private boolean isEndedThere;

    /** What the client does with it. */
    interface Listener {
        void bytes(Buffer bytes);

        void ended();

        /** Nothing more comes, and nothing is wanted. */
        void reset();
    }

    SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
        this.connection = connection;
        this.id = id;
        this.headers = Map.copyOf(headers);
    }

    int id() {
        return id;
    }

    /** By lower-case names; empty where there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** From now on; an end that has been already is told at once. */
    void listen(Listener listener) {
        this.listener = listener;
        if (isEndedThere) {
            listener.ended();
        }
    }

    void write(Buffer bytes) {
        if (!isEndedHere && bytes.length() > 0) {
            connection.data(id, bytes, false);
        }
    }

    /** Ends this side's half. */
    void end() {
        if (!isEndedHere) {
            isEndedHere = true;
            connection.data(id, Buffer.buffer(), true);
            forgetIfOver();
        }
    }

    void reset() {
        if (!isEndedHere || !isEndedThere) {
            isEndedHere = true;
            isEndedThere = true;
            connection.reset(id, SpdyStreamStatus.CANCEL);
        }
    }

    void receive(Buffer bytes) {
        if (!isEndedThere && listener != null) {
            listener.bytes(bytes);
        }
    }

    void receiveEnd() {
        if (!isEndedThere) {
            isEndedThere = true;
            forgetIfOver();
            if (listener != null) {
                listener.ended();
            }
        }
    }

    void receiveReset() {
        isEndedHere = true;
        isEndedThere = true;
        if (listener != null) {
            listener.reset();
        }
    }

    private void forgetIfOver() {
        if (isEndedHere && isEndedThere) {
            connection.forget(id);
        }
    }
}

package dev.gyre.gateway.streams;

import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;

/** A session's connection to a kubelet. What it cannot take holds its source back. On one event loop. */
final class KubeletChannels {
    private static final int MOST_UNSENT = 256 * 1024;

    private final WebSocket socket;
    private final Brake source;
    private boolean isHolding;
    private boolean isGone;

    /** What comes from the kubelet. */
    interface Listener {
        void message(int channel, Buffer payload);

        /** The connection is over; once. */
        void kubeletGone();
    }

    /** Silent until it is listened to. */
    KubeletChannels(WebSocket socket, Brake source) {
        this.socket = socket;
        this.source = source;
        socket.setWriteQueueMaxSize(MOST_UNSENT);
        socket.pause();
    }

    void listen(Listener listener) {
        socket.binaryMessageHandler(message -> {
            if (message.length() > 0) {
                listener.message(message.getByte(0) & 0xff, message.slice(1, message.length()));
            }
        });
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(closed -> over(listener));
    }

    private void over(Listener listener) {
        isGone = true;
        if (isHolding) {
            isHolding = false;
            source.release();
        }
        listener.kubeletGone();
    }

    void send(int channel, Buffer payload) {
        for (int start = 0; start < payload.length(); start += StreamChannel.MAX_PAYLOAD) {
            int end = Math.min(payload.length(), start + StreamChannel.MAX_PAYLOAD);
            write(Buffer.buffer(end - start + 1).appendByte((byte) channel).appendBuffer(payload.slice(start, end)));
        }
    }

    /** Nothing more will come on a channel. */
    void sendEnd(int channel) {
        write(Buffer.buffer().appendByte((byte) StreamChannel.CLOSE).appendByte((byte) channel));
    }

    private void write(Buffer message) {
        if (isGone) {
            return;
        }
        socket.writeBinaryMessage(message);
        if (!isHolding && socket.writeQueueFull()) {
            isHolding = true;
            source.hold();
            socket.drainHandler(room -> {
                if (isHolding) {
                    isHolding = false;
                    source.release();
                }
            });
        }
    }

    void pause() {
        socket.pause();
    }

    void resume() {
        socket.resume();
    }

    void close() {
        if (!isGone) {
            socket.close();
            // A kubelet that is waited for says goodbye only if it is read from.
            socket.resume();
        }
    }
}

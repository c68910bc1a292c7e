package dev.gyre.node.server;

import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway's WebSocket, written by a thread that may wait: no more than a few messages are on their way at once, so a slow
 * reader at the far end holds the writer back. It is the gateway that closes, when it has read the last message: a close from
 * here could overtake what it has not read yet. Closed only where nothing has moved for as long as upstream's idle time-out.
 */
final class ChannelSocket {
    static final long IDLE_MILLIS = 4 * 60 * 60 * 1000L;
    private static final long IDLE_CHECK_MILLIS = 60_000;
    private static final int MOST_ON_THEIR_WAY = 8;

    private final ServerWebSocket socket;
    private final Context context;
    private final Runnable onGone;
    private final Semaphore onTheirWay = new Semaphore(MOST_ON_THEIR_WAY);
    private final AtomicLong lastMoved = new AtomicLong(System.nanoTime());
    private volatile boolean isBroken;

    /** What the far end does. On the socket's event loop. */
    interface Listener {
        void message(int channel, byte[] payload);

        /** Nothing more comes, and nothing can be sent. */
        void gone();
    }

    /** @param onGone run once, when the connection is closed */
    ChannelSocket(ServerWebSocket socket, Context context, Runnable onGone) {
        this.socket = socket;
        this.context = context;
        this.onGone = onGone;
    }

    /** On the socket's event loop. */
    void listen(Listener listener) {
        long timer = context.owner().setPeriodic(IDLE_CHECK_MILLIS, due -> closeIfIdle());
        socket.binaryMessageHandler(message -> {
            lastMoved.set(System.nanoTime());
            if (message.length() > 0) {
                listener.message(message.getByte(0) & 0xff, message.getBytes(1, message.length()));
            }
        });
        socket.exceptionHandler(broken -> isBroken = true);
        socket.closeHandler(closed -> {
            context.owner().cancelTimer(timer);
            isBroken = true;
            onTheirWay.release(MOST_ON_THEIR_WAY);
            listener.gone();
            onGone.run();
        });
        socket.resume();
    }

    /** No messages until {@link #resume}. From the event loop. */
    void pause() {
        socket.pause();
    }

    /** From any thread. */
    void resume() {
        context.runOnContext(turn -> socket.resume());
    }

    /** Waits until the message is on its way. From one thread at a time. */
    void send(int channel, byte[] payload) throws IOException {
        int start = 0;
        do {
            int length = Math.min(payload.length - start, StreamChannel.MAX_PAYLOAD);
            send(Buffer.buffer(length + 1).appendByte((byte) channel).appendBytes(payload, start, length));
            start += length;
        } while (start < payload.length);
    }

    private void send(Buffer message) throws IOException {
        try {
            onTheirWay.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (isBroken) {
            onTheirWay.release();
            throw new IOException("the gateway has gone");
        }
        lastMoved.set(System.nanoTime());
        socket.writeBinaryMessage(message).onComplete(sent -> onTheirWay.release());
    }

    private void closeIfIdle() {
        if (System.nanoTime() - lastMoved.get() > IDLE_MILLIS * 1_000_000L) {
            socket.close((short) 1001, "idle for too long");
        }
    }
}

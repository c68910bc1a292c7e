package dev.gyre.node.server;

import dev.gyre.node.runtime.ContainerRuntime.LogSink;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CountDownLatch;

/**
 * A log on its way to a caller. The runtime's thread hands lines in and waits while the caller does not keep up, so no
 * more than the connection's own buffer is ever held.
 */
final class LogResponse implements LogSink {
    private final Context context;
    private final HttpServerResponse response;
    private volatile CountDownLatch drained = new CountDownLatch(0);
    private long bytesLeft;
    private volatile boolean isOver;

    LogResponse(Context context, HttpServerResponse response, long limitBytes) {
        this.context = context;
        this.response = response;
        this.bytesLeft = limitBytes < 0 ? Long.MAX_VALUE : limitBytes;
    }

    @Override
    public boolean accept(byte[] bytes) {
        int length = (int) Math.min(bytes.length, bytesLeft);
        bytesLeft -= length;
        if (isOver || !awaitDrained()) {
            return false;
        }
        CountDownLatch written = new CountDownLatch(1);
        drained = written;
        context.runOnContext(turn -> write(Buffer.buffer(length).appendBytes(bytes, 0, length), written));
        if (bytesLeft == 0) {
            end();
        }
        return bytesLeft > 0;
    }

    private void write(Buffer buffer, CountDownLatch written) {
        if (isOver || response.ended() || response.closed()) {
            written.countDown();
            return;
        }
        response.write(buffer);
        if (response.writeQueueFull()) {
            response.drainHandler(room -> written.countDown());
        } else {
            written.countDown();
        }
    }

    private boolean awaitDrained() {
        try {
            drained.await();
            return !isOver;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void end() {
        context.runOnContext(turn -> {
            if (!isOver) {
                isOver = true;
                if (!response.ended()) {
                    response.end();
                }
            }
        });
    }

    /** The caller has gone. */
    void abandon() {
        isOver = true;
        drained.countDown();
    }
}

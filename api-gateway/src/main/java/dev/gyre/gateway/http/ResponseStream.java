package dev.gyre.gateway.http;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.Sink;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that goes on. Pieces come from any thread and leave on the connection's event loop; what arrives while one turn
 * of the loop is due goes out together. {@link #pendingBytes} counts until the transport has taken a piece, flow control
 * included, so that a source sees a slow client. The source is closed exactly once, whoever ends first.
 */
final class ResponseStream implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);

    private static final int WRITE_BYTES = 64 * 1024;
    private static final int MAX_IN_TRANSPORT = 512 * 1024;

    private final Context context;
    private final HttpServerResponse response;
    private final OpenStreams streams;
    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicBoolean isTurnDue = new AtomicBoolean();
    private volatile boolean isEnding;
    private volatile boolean isOver;

    /** Only touched on the event loop. */
    private @Nullable AutoCloseable running;

    /** Given to the transport and not yet sent. Only touched on the event loop. */
    private int inTransport;

    ResponseStream(Context context, HttpServerResponse response, OpenStreams streams) {
        this.context = context;
        this.response = response;
        this.streams = streams;
    }

    /** On the event loop, after status and headers have been set. */
    void start(ApiResponse.Source source) {
        streams.add(this);
        response.exceptionHandler(gone -> over());
        response.closeHandler(gone -> over());
        response.writeHead();
        AutoCloseable started = source.start(this);
        if (isOver) {
            close(started);
        } else {
            running = started;
        }
    }

    @Override
    public void write(byte[] chunk) {
        if (isOver || isEnding || chunk.length == 0) {
            return;
        }
        pending.addAndGet(chunk.length);
        queue.add(chunk);
        turn();
    }

    @Override
    public long pendingBytes() {
        return pending.get();
    }

    @Override
    public void end() {
        isEnding = true;
        turn();
    }

    private void turn() {
        if (isTurnDue.compareAndSet(false, true)) {
            context.runOnContext(ignored -> flush());
        }
    }

    private void flush() {
        isTurnDue.set(false);
        while (!isOver && inTransport < MAX_IN_TRANSPORT && !queue.isEmpty()) {
            Buffer buffer = Buffer.buffer();
            for (byte[] chunk = queue.poll(); chunk != null; chunk = queue.poll()) {
                buffer.appendBytes(chunk);
                if (buffer.length() >= WRITE_BYTES) {
                    break;
                }
            }
            send(buffer);
        }
        if (!isOver && isEnding && queue.isEmpty()) {
            response.end();
            over();
        }
    }

    private void send(Buffer buffer) {
        int length = buffer.length();
        inTransport += length;
        response.write(buffer).onComplete(sent -> {
            inTransport -= length;
            pending.addAndGet(-length);
            if (!queue.isEmpty()) {
                turn();
            }
        });
    }

    /** The client has gone, or everything has been said. On the event loop. */
    private void over() {
        if (isOver) {
            return;
        }
        isOver = true;
        queue.clear();
        streams.remove(this);
        AutoCloseable source = running;
        running = null;
        if (source != null) {
            close(source);
        }
    }

    private static void close(AutoCloseable source) {
        try {
            source.close();
        } catch (Exception e) {
            LOG.warn("closing the source of a stream failed", e);
        }
    }
}

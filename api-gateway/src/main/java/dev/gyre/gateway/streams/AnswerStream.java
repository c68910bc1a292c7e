package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.Sink;
import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that goes on. Pieces come from any thread and leave on the connection's event loop; what arrives while one turn of the
 * loop is due goes out together. {@link #pendingBytes} counts until {@link #sent}, so that a source sees a slow client. The
 * source is closed exactly once, whoever ends first.
 */
public abstract class AnswerStream implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

    protected final Context context;
    private final OpenStreams streams;
    private final Queue<byte[]> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicBoolean isTurnDue = new AtomicBoolean();
    private volatile boolean isEnding;
    private volatile boolean isOver;

    /** Only touched on the event loop. */
    private @Nullable AutoCloseable running;

    protected AnswerStream(Context context, OpenStreams streams) {
        this.context = context;
        this.streams = streams;
    }

    /** Hands on what there is, as far as the transport has room. On the event loop. */
    protected abstract void flush();

    /** On the event loop, when the transport is ready for pieces. */
    protected final void from(ApiResponse.Source source) {
        streams.add(this);
        AutoCloseable started = source.start(this);
        if (isOver) {
            close(started);
        } else {
            running = started;
        }
    }

    @Override
    public final void write(byte[] chunk) {
        if (!isOver && !isEnding && chunk.length > 0) {
            pending.addAndGet(chunk.length);
            pieces.add(chunk);
            turn();
        }
    }

    @Override
    public final long pendingBytes() {
        return pending.get();
    }

    @Override
    public final void end() {
        isEnding = true;
        turn();
    }

    /** Sees to a {@link #flush} soon; from any thread. */
    protected final void turn() {
        if (isTurnDue.compareAndSet(false, true)) {
            context.runOnContext(ignored -> {
                isTurnDue.set(false);
                if (!isOver) {
                    flush();
                }
            });
        }
    }

    protected final byte @Nullable [] nextPiece() {
        return pieces.poll();
    }

    protected final boolean hasPieces() {
        return !pieces.isEmpty();
    }

    /** That many bytes wait no longer. */
    protected final void sent(int bytes) {
        pending.addAndGet(-bytes);
    }

    /** Nothing comes after the pieces that are here. */
    protected final boolean isEnding() {
        return isEnding;
    }

    protected final boolean isOver() {
        return isOver;
    }

    /** The client has gone, or everything has been said. On the event loop. */
    protected final void over() {
        if (isOver) {
            return;
        }
        isOver = true;
        pieces.clear();
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

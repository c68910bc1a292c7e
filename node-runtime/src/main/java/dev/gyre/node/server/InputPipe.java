package dev.gyre.node.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from an event loop, which must not wait, to a reader that does. Beyond its bound {@link #offer} says
 * so, and {@code onRoom} is called when the reader has taken enough; what comes after either side has closed is dropped.
 */
final class InputPipe extends InputStream {
    private static final int BOUND = 256 * 1024;

    private final Runnable onRoom;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int offset;
    private int held;
    private boolean isFull;
    private boolean isEnded;
    private boolean isClosed;

    InputPipe(Runnable onRoom) {
        this.onRoom = onRoom;
    }

    /** Whether there is room for more; where there is not, {@code onRoom} follows. */
    synchronized boolean offer(byte[] bytes) {
        if (isEnded || isClosed || bytes.length == 0) {
            return true;
        }
        chunks.add(bytes);
        held += bytes.length;
        isFull = isFull || held > BOUND;
        notifyAll();
        return !isFull;
    }

    /** Nothing more will come; what is held is still read. */
    synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        int count;
        boolean hasRoom;
        synchronized (this) {
            byte[] chunk = await();
            if (chunk == null) {
                return -1;
            }
            count = Math.min(length, chunk.length - offset);
            System.arraycopy(chunk, offset, bytes, start, count);
            offset += count;
            held -= count;
            if (offset == chunk.length) {
                chunks.removeFirst();
                offset = 0;
            }
            hasRoom = isFull && held <= BOUND / 2;
            isFull = isFull && !hasRoom;
        }
        if (hasRoom) {
            onRoom.run();
        }
        return count;
    }

    private byte @Nullable [] await() throws IOException {
        try {
            while (chunks.isEmpty() && !isEnded && !isClosed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return isClosed ? null : chunks.peekFirst();
    }

    /** The reader wants no more. */
    @Override
    public void close() {
        boolean wasFull;
        synchronized (this) {
            isClosed = true;
            wasFull = isFull;
            isFull = false;
            chunks.clear();
            held = 0;
            notifyAll();
        }
        if (wasFull) {
            onRoom.run();
        }
    }
}

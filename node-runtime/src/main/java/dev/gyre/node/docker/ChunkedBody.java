package dev.gyre.node.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in HTTP's chunked encoding. Reading never waits for more than is there. */
final class ChunkedBody extends InputStream {
    private final InputStream in;
    private long left;
    private boolean isFirst = true;
    private boolean isOver;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0 && !isOver) {
            nextChunk();
        }
        if (isOver) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the body ended within a chunk");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!isFirst) {
            UnixSocketDockerClient.line(in);
        }
        isFirst = false;
        String size = UnixSocketDockerClient.line(in);
        int extension = size.indexOf(';');
        left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).trim(), 16);
        isOver = left == 0;
    }
}

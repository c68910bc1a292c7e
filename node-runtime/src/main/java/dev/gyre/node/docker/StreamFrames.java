package dev.gyre.node.docker;

import dev.gyre.node.runtime.ContainerProcess.Output;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The daemon's framing of output without a terminal: a byte for the stream, three of padding, a length of four, the bytes.
 * Frames are passed on in pieces, whatever length they claim.
 */
final class StreamFrames {
    private static final int HEADER = 8;
    private static final int PIECE = 32 * 1024;
    private static final int STDERR = 2;

    private StreamFrames() {}

    static void copyRaw(InputStream in, Output output) throws IOException {
        byte[] buffer = new byte[PIECE];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            output.stdout(Arrays.copyOf(buffer, count));
        }
    }

    static void copy(InputStream in, Output output) throws IOException {
        byte[] buffer = new byte[PIECE];
        while (true) {
            int read = in.readNBytes(buffer, 0, HEADER);
            if (read == 0) {
                return;
            }
            if (read < HEADER) {
                throw new EOFException("Docker's stream ended inside of a frame");
            }
            boolean isStderr = buffer[0] == STDERR;
            long left =
                    (buffer[4] & 0xffL) << 24 | (buffer[5] & 0xff) << 16 | (buffer[6] & 0xff) << 8 | buffer[7] & 0xff;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, PIECE));
                if (count < 0) {
                    throw new EOFException("Docker's stream ended inside of a frame");
                }
                left -= count;
                byte[] piece = Arrays.copyOf(buffer, count);
                if (isStderr) {
                    output.stderr(piece);
                } else {
                    output.stdout(piece);
                }
            }
        }
    }
}

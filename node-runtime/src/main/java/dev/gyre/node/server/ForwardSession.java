package dev.gyre.node.server;

import dev.gyre.schemas.stream.StreamChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection into a pod, joined to a gateway's socket. Either half may end before the other. A connection that cannot
 * be made, or breaks, is told in words; each has a thread for either direction.
 */
final class ForwardSession implements ChannelSocket.Listener {
    private static final Logger log = LoggerFactory.getLogger(ForwardSession.class);
    private static final int PIECE = StreamChannel.MAX_PAYLOAD;

    private final int port;
    private final String sandbox;
    private final Callable<SocketChannel> connect;
    private final ChannelSocket socket;
    private final InputPipe input;
    private volatile @Nullable SocketChannel connection;
    private volatile boolean isOver;

    private ForwardSession(int port, String sandbox, Callable<SocketChannel> connect, ChannelSocket socket) {
        this.port = port;
        this.sandbox = sandbox;
        this.connect = connect;
        this.socket = socket;
        this.input = new InputPipe(socket::resume);
    }

    /** On the socket's event loop. */
    static void start(int port, String sandbox, Callable<SocketChannel> connect, ChannelSocket socket) {
        ForwardSession session = new ForwardSession(port, sandbox, connect, socket);
        socket.listen(session);
        Thread.ofVirtual().name("forward").start(session::run);
    }

    private void run() {
        String words = "";
        try (SocketChannel opened = connect.call()) {
            connection = opened;
            if (isOver) {
                return;
            }
            Thread sending = Thread.ofVirtual().name("forward-in").start(() -> copyIn(opened));
            copyOut(opened);
            socket.send(StreamChannel.CLOSE, new byte[] {StreamChannel.STDIN});
            sending.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.debug("forwarding port {} to {}", port, sandbox, e);
            words = "error forwarding port " + port + " to pod " + sandbox + ", uid : " + reason(e);
        }
        input.close();
        tellTheEnd(words);
    }

    /** The last message, empty where nothing went wrong. */
    private void tellTheEnd(String words) {
        if (isOver) {
            return;
        }
        try {
            socket.send(StreamChannel.ERROR, words.getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            log.debug("nobody hears that forwarding port {} to {} has ended", port, sandbox, gone);
        }
    }

    /** Users, and some clients, know a refused connection by these words. */
    private String reason(Exception failure) {
        return failure instanceof ConnectException
                ? "failed to connect to localhost:" + port + " inside the pod: dial tcp4 127.0.0.1:" + port
                        + ": connect: " + String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT)
                : String.valueOf(failure.getMessage());
    }

    private void copyIn(SocketChannel opened) {
        byte[] buffer = new byte[PIECE];
        try {
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    opened.write(bytes);
                }
            }
            opened.shutdownOutput();
        } catch (IOException e) {
            // The pod reads no more; what it still says is passed on.
            input.close();
        }
    }

    private void copyOut(SocketChannel opened) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        while (opened.read(buffer) >= 0) {
            byte[] piece = new byte[buffer.flip().remaining()];
            buffer.get(piece).clear();
            socket.send(StreamChannel.STDIN, piece);
        }
    }

    @Override
    public void message(int channel, byte[] payload) {
        if (channel == StreamChannel.STDIN && !input.offer(payload)) {
            socket.pause();
        } else if (channel == StreamChannel.CLOSE && payload.length == 1 && payload[0] == StreamChannel.STDIN) {
            input.end();
        }
    }

    @Override
    public void gone() {
        isOver = true;
        input.close();
        SocketChannel opened = connection;
        if (opened != null) {
            Thread.ofVirtual().name("forward-gone").start(() -> close(opened));
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("closing a forwarded connection", e);
        }
    }
}

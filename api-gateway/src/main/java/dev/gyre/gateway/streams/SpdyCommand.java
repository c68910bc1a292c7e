package dev.gyre.gateway.streams;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command's client on SPDY: a stream for each of the command's, opened by the client and named in its headers. All that were
 * asked for must be there before anything is told; a client that does not open them in time is cut off.
 */
final class SpdyCommand implements CommandEdge, SpdyConnection.Listener {
    /** The versions that are spoken; sizes of terminals came with 3, a {@code Status} at the end with 4. */
    static final List<String> PROTOCOLS =
            List.of("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");

    private static final long STREAMS_WITHIN_MILLIS = 30_000;
    private static final Map<String, Integer> CHANNELS = Map.of(
            "stdin", StreamChannel.STDIN,
            "stdout", StreamChannel.STDOUT,
            "stderr", StreamChannel.STDERR,
            "error", StreamChannel.ERROR,
            "resize", StreamChannel.RESIZE);

    private final Vertx vertx;
    private final SpdyConnection connection;
    private final boolean hasStatus;
    private final Set<Integer> missing = new HashSet<>();
    private final Map<Integer, SpdyStream> streams = new HashMap<>();
    private @Nullable Listener listener;
    private long timer;

    SpdyCommand(Vertx vertx, Wire wire, String protocol, CommandRequest command) {
        this.vertx = vertx;
        this.connection = new SpdyConnection(wire, this);
        int version = PROTOCOLS.contains(protocol) ? PROTOCOLS.size() - PROTOCOLS.indexOf(protocol) : 1;
        this.hasStatus = version >= 4;
        missing.add(StreamChannel.ERROR);
        expect(command.stdin(), StreamChannel.STDIN);
        expect(command.stdout(), StreamChannel.STDOUT);
        expect(command.stderr(), StreamChannel.STDERR);
        expect(command.tty() && version >= 3, StreamChannel.RESIZE);
    }

    private void expect(boolean isWanted, int channel) {
        if (isWanted) {
            missing.add(channel);
        }
    }

    @Override
    public void start(Listener listener) {
        this.listener = listener;
        this.timer = vertx.setTimer(STREAMS_WITHIN_MILLIS, late -> connection.close());
        connection.start();
    }

    @Override
    public Wire wire() {
        return connection.wire();
    }

    @Override
    public boolean opened(SpdyStream stream) {
        Integer channel = CHANNELS.get(stream.header("streamtype"));
        if (channel == null || !missing.remove(channel) || listener == null) {
            return false;
        }
        streams.put(channel, stream);
        if (channel == StreamChannel.STDIN || channel == StreamChannel.RESIZE) {
            stream.listen(new Input(channel, listener));
        }
        if (missing.isEmpty()) {
            vertx.cancelTimer(timer);
            listener.ready();
        }
        return true;
    }

    /** A stream that the client sends on. */
    private record Input(int channel, Listener listener) implements SpdyStream.Listener {
        @Override
        public void bytes(Buffer bytes) {
            listener.input(channel, bytes);
        }

        @Override
        public void ended() {
            if (channel == StreamChannel.STDIN) {
                listener.inputEnded();
            }
        }

        @Override
        public void reset() {
            ended();
        }
    }

    @Override
    public void output(int channel, Buffer bytes) {
        SpdyStream stream = streams.get(channel);
        if (stream != null) {
            stream.write(bytes);
        }
    }

    @Override
    public void ended(Buffer status) {
        if (hasStatus) {
            output(StreamChannel.ERROR, status);
        } else {
            ObjectNode json = Json.readObject(status.getBytes());
            if (!json.path("status").asString("").equals("Success")) {
                output(StreamChannel.ERROR, Buffer.buffer(json.path("message").asString("")));
            }
        }
        streams.values().forEach(SpdyStream::end);
    }

    @Override
    public void gone() {
        vertx.cancelTimer(timer);
        if (listener != null) {
            listener.gone();
        }
    }
}

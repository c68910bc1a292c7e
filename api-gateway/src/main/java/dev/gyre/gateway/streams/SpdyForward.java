package dev.gyre.gateway.streams;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Port-forwarding by SPDY: each forwarded connection is a pair of streams, one for data and one for errors, which a request
 * id in their headers (or, from old clients, their numbers) joins. A pair that does not become complete in time is reset; a
 * connection that fails tells so on its error stream and leaves the session alone.
 */
final class SpdyForward implements Session, SpdyConnection.Listener {
    private static final long PAIR_WITHIN_MILLIS = 30_000;
    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;
    private final SpdyConnection connection;
    private final IntFunction<Future<WebSocket>> connect;
    private final Consumer<Session> onOver;
    private final Brake brake;
    private final Outlet outlet;
    private final Map<String, Pair> pairs = new HashMap<>();

    SpdyForward(Vertx vertx, Wire wire, IntFunction<Future<WebSocket>> connect, Consumer<Session> onOver) {
        this.vertx = vertx;
        this.connection = new SpdyConnection(wire, this);
        this.connect = connect;
        this.onOver = onOver;
        this.brake = new Brake(wire::pause, wire::resume);
        this.outlet = new Outlet(wire);
    }

    void start() {
        connection.start();
    }

    @Override
    public boolean opened(SpdyStream stream) {
        int port = ForwardedPorts.port(stream.header("port"));
        boolean isData = stream.header("streamtype").equals("data");
        if (port < 0 || !isData && !stream.header("streamtype").equals("error")) {
            return false;
        }
        String requestId = stream.header("requestid");
        // The oldest clients open the two one after the other, errors first.
        String id = requestId.isEmpty() ? "#" + (isData ? stream.id() - 2 : stream.id()) : requestId;
        Pair pair = pairs.computeIfAbsent(id, Pair::new);
        return isData ? pair.addData(stream, port) : pair.addErrors(stream, port);
    }

    @Override
    public void gone() {
        List<Pair> left = new ArrayList<>(pairs.values());
        pairs.clear();
        left.forEach(Pair::clientGone);
        onOver.accept(this);
    }

    @Override
    public void cut(String why) {
        List<Pair> left = new ArrayList<>(pairs.values());
        left.forEach(pair -> pair.failed(why));
        left.forEach(Pair::over);
        vertx.setTimer(LINGER_MILLIS, due -> connection.close());
    }

    /** One connection's two streams. */
    private final class Pair implements ForwardRelay.Client {
        private final String id;
        private final ForwardRelay relay = new ForwardRelay(this, brake, outlet);
        private final long timer;
        private @Nullable SpdyStream data;
        private @Nullable SpdyStream errors;

        Pair(String id) {
            this.id = id;
            this.timer = vertx.setTimer(PAIR_WITHIN_MILLIS, late -> incomplete());
        }

        boolean addData(SpdyStream stream, int port) {
            if (data != null) {
                return false;
            }
            data = stream;
            stream.listen(new Data(this));
            joinIfComplete(port);
            return true;
        }

        boolean addErrors(SpdyStream stream, int port) {
            if (errors != null) {
                return false;
            }
            errors = stream;
            joinIfComplete(port);
            return true;
        }

        private void joinIfComplete(int port) {
            if (data != null && errors != null) {
                vertx.cancelTimer(timer);
                relay.join(connect.apply(port));
            }
        }

        private void incomplete() {
            pairs.remove(id);
            relay.clientGone();
            if (data != null) {
                data.reset();
            }
            if (errors != null) {
                errors.reset();
            }
        }

        void clientGone() {
            vertx.cancelTimer(timer);
            relay.clientGone();
        }

        /** What the pod sends. */
        @Override
        public void bytes(Buffer bytes) {
            if (data != null) {
                data.write(bytes);
            }
        }

        /** Older clients let go of a connection only when no error can follow any more, so that is said along with the end. */
        @Override
        public void ended() {
            if (data != null) {
                data.end();
            }
            if (errors != null) {
                errors.end();
            }
        }

        void reset() {
            pairs.remove(id);
            relay.clientGone();
            if (errors != null) {
                errors.end();
            }
        }

        @Override
        public void failed(String words) {
            if (errors != null) {
                errors.write(Buffer.buffer(words));
            }
        }

        @Override
        public void over() {
            pairs.remove(id);
            if (data != null) {
                data.end();
            }
            if (errors != null) {
                errors.end();
            }
        }
    }

    /** What the client does with a data stream. */
    private record Data(Pair pair) implements SpdyStream.Listener {
        @Override
        public void bytes(Buffer bytes) {
            pair.relay.input(bytes);
        }

        @Override
        public void ended() {
            pair.relay.inputEnded();
        }

        @Override
        public void reset() {
            pair.reset();
        }
    }
}

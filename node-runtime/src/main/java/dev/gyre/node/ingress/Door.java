package dev.gyre.node.ingress;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One port of the way in. It is taken while it is wanted, of several the first that is to be had, and given back when it is
 * not, so that a pod's hostPort or another server may have it meanwhile. What is not to be had is no failure: it is said, and
 * tried again at the next call. One thread calls.
 */
final class Door {
    /** How long requests under way may go on when nothing is served any more. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final long LISTEN_SECONDS = 10;

    private final String protocol;
    private final String host;
    private final List<Integer> ports;
    private final Listener listener;
    private @Nullable HttpServer server;
    private Future<Void> farewell = Future.succeededFuture();
    private List<String> refused = List.of();

    /** Makes a server and has it listen. */
    interface Listener {
        Future<HttpServer> listen(String host, int port);
    }

    /**
     * How it stands with a door.
     *
     * @param port where it is open; 0 where it is not
     * @param refused the ports that it wanted more and did not get, with the reason of each
     */
    record State(String protocol, int port, List<String> refused) {
        boolean isOpen() {
            return port > 0;
        }

        @Override
        public String toString() {
            return (isOpen() ? protocol + " at port " + port : "no " + protocol)
                    + (refused.isEmpty() ? "" : " (" + String.join(", ", refused) + ")");
        }
    }

    /**
     * Nothing listens yet.
     *
     * @param ports those that would do, the best first
     */
    Door(String protocol, String host, List<Integer> ports, Listener listener) {
        this.protocol = protocol;
        this.host = host;
        this.ports = ports;
        this.listener = listener;
    }

    State state() {
        return new State(protocol, server == null ? 0 : server.actualPort(), refused);
    }

    void open() throws InterruptedException {
        if (server != null) {
            return;
        }
        if (!farewell.isComplete()) { // two servers at one port would take turns
            refused = List.of("requests from before are still under way");
            return;
        }
        List<String> why = new ArrayList<>();
        for (int port : ports) {
            try {
                server = listen(port);
                break;
            } catch (IOException e) {
                why.add("port " + port + ": " + e.getMessage());
            }
        }
        refused = List.copyOf(why);
    }

    private HttpServer listen(int port) throws IOException, InterruptedException {
        try (ServerSocket probe = new ServerSocket()) { // servers of this process would share a port without a word
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        }
        try {
            return listener.listen(host, port)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LISTEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(Objects.requireNonNullElse(cause.getMessage(), cause.toString()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + LISTEN_SECONDS + " s", e);
        }
    }

    /** Nobody comes in any more; those who are in may finish. */
    void close() {
        refused = List.of();
        if (server != null) {
            farewell = server.shutdown(FAREWELL);
            server = null;
        }
    }
}

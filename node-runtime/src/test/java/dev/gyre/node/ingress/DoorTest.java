package dev.gyre.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets: who has a port, and when. */
class DoorTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClientAgent client = vertx.createHttpClient();

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    private Future<HttpServer> answering(String host, int port) {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response().end("in"))
                .listen(port, host);
    }

    private Door door(Integer... ports) {
        return new Door("HTTP", "127.0.0.1", List.of(ports), this::answering);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = taken()) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private Future<String> ask(int port) {
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send().compose(answer -> answer.body()))
                .map(body -> body.toString());
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aPortIsTakenWhenItIsWantedAndGivenBackWhenItIsNot() throws Exception {
        int port = freePort();
        Door door = door(port);
        assertThat(door.state()).isEqualTo(new Door.State("HTTP", 0, List.of()));
        assertThat(isRefused(port)).isTrue();
        for (int round = 0; round < 3; round++) {
            Awaitility.await().atMost(SOON).until(() -> {
                door.open();
                return door.state().isOpen();
            });
            assertThat(door.state()).isEqualTo(new Door.State("HTTP", port, List.of()));
            assertThat(get(ask(port))).isEqualTo("in");
            door.close();
            Awaitility.await().atMost(SOON).until(() -> isRefused(port));
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void aTakenPortIsSaidAndHadAsSoonAsItIsFree() throws Exception {
        try (ServerSocket other = taken()) {
            int port = other.getLocalPort();
            Door door = door(port);
            door.open();
            assertThat(door.state().isOpen()).isFalse();
            assertThat(door.state()).hasToString("no HTTP (port " + port + ": Address already in use)");
            other.close();
            door.open();
            assertThat(door.state()).hasToString("HTTP at port " + port);
            door.close();
        }
    }

    @Test
    void ofSeveralPortsTheFirstThatIsFreeIsTaken() throws Exception {
        int free = freePort();
        try (ServerSocket other = taken()) {
            Door door = door(other.getLocalPort(), free);
            door.open();
            assertThat(door.state())
                    .hasToString(
                            "HTTP at port " + free + " (port " + other.getLocalPort() + ": Address already in use)");
            door.close();
        }
    }

    @Test
    void aServerOfThisProcessAtThatPortIsNotJoined() throws Exception {
        int port = get(answering("127.0.0.1", freePort())).actualPort();
        Door door = door(port);
        door.open();
        assertThat(door.state().isOpen()).isFalse();
    }

    @Test
    void whoIsInMayFinishAndNobodyElseComesIn() throws Exception {
        Promise<HttpServerRequest> in = Promise.promise();
        int port = freePort();
        Door door = new Door(
                "HTTP",
                "127.0.0.1",
                List.of(port),
                (host, at) ->
                        vertx.createHttpServer().requestHandler(in::complete).listen(at, host));
        door.open();
        Future<String> answer = ask(port);
        HttpServerRequest request = get(in.future());
        door.close();
        Awaitility.await().atMost(SOON).until(() -> isRefused(port));
        door.open();
        assertThat(door.state()).hasToString("no HTTP (requests from before are still under way)");
        request.response().end("bye");
        assertThat(get(answer)).isEqualTo("bye");
        Awaitility.await().atMost(SOON).until(() -> {
            door.open();
            return door.state().isOpen();
        });
    }
}

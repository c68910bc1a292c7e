package dev.gyre.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.probe.ProbeAnswer.Kind;
import dev.gyre.node.probe.ProbeTarget.Header;
import dev.gyre.node.probe.ProbeTarget.HttpGet;
import dev.gyre.node.runtime.ContainerExec;
import dev.gyre.node.server.TestCertificates;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes against servers of this process: real packets, and the words that users know. */
class NetworkProberTest extends ProberContract {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(500);

    private static Vertx vertx;
    private static HttpServer http;
    private static HttpServer https;
    private static HealthServer grpc;
    private static int closedPort;
    private static Prober prober;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        http = vertx.createHttpServer()
                .requestHandler(NetworkProberTest::answer)
                .listen(0, "127.0.0.1")
                .await();
        TestCertificates certificates = new TestCertificates(directory);
        https = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(certificates.server().certificate().toString())
                                .addKeyPath(certificates.server().key().toString())))
                .requestHandler(request -> request.response().end("secure"))
                .listen(0, "127.0.0.1")
                .await();
        grpc = new HealthServer();
        grpc.say("", 1);
        grpc.say("up", 1);
        grpc.say("down", 2);
        grpc.say("hang", HealthServer.NEVER);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        ContainerExec exec = (id, command, timeout) -> CompletableFuture.completedFuture(
                command.getFirst().equals("hang")
                        ? new ContainerExec.Result(0, "", true)
                        : new ContainerExec.Result(command.getFirst().equals("true") ? 0 : 1, "said\n", false));
        prober = new NetworkProber(vertx, exec);
    }

    @AfterAll
    static void stop() {
        grpc.close();
        vertx.close().await();
    }

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/ok" -> request.response().end("fine");
            case "/echo" -> {
                StringBuilder headers = new StringBuilder();
                for (Map.Entry<String, String> header : request.headers()) {
                    headers.append(header.getKey())
                            .append('=')
                            .append(header.getValue())
                            .append('\n');
                }
                request.response().setStatusCode(400).setStatusMessage("x").end(headers.toString());
                seen = headers.toString().toLowerCase(java.util.Locale.ROOT);
            }
            case "/query" ->
                request.response()
                        .setStatusCode("a=b".equals(request.query()) ? 200 : 500)
                        .end();
            case "/large" -> request.response().setChunked(true).end("x".repeat(1_000_000));
            case "/here" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/ok")
                        .end();
            case "/loop" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/loop")
                        .end();
            case "/away" ->
                request.response()
                        .setStatusCode(301)
                        .putHeader("Location", "http://other.invalid/")
                        .end("gone away");
            case "/hang" -> {}
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static volatile String seen = "";

    private static HttpGet get(String path, Header... headers) {
        return new HttpGet("c", false, "127.0.0.1", http.actualPort(), path, List.of(headers));
    }

    private static ProbeTarget call(String service) {
        return new ProbeTarget.Grpc("c", "127.0.0.1", grpc.port(), service);
    }

    @Override
    protected Prober prober() {
        return prober;
    }

    @Override
    protected ProbeTarget well() {
        return get("/ok");
    }

    @Override
    protected ProbeTarget unwell() {
        return get("/nothing");
    }

    @Override
    protected ProbeTarget absent() {
        return new ProbeTarget.TcpSocket("c", "127.0.0.1", closedPort);
    }

    @Test
    void statusesFromTwoHundredToThreeHundredNinetyNineAreYes() {
        assertThat(ask(get("/ok"), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(get("/query?a=b"), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(get("/large"), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(get("/nothing"), LONG))
                .isEqualTo(new ProbeAnswer(Kind.NO, "HTTP probe failed with statuscode: 404"));
    }

    @Test
    void redirectsAreFollowedOnTheSameHostOnly() {
        assertThat(ask(get("/here"), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(get("/away"), LONG))
                .isEqualTo(new ProbeAnswer(Kind.YES_BUT, "Probe terminated redirects, Response body: gone away"));
        assertThat(ask(get("/loop"), LONG).kind()).isEqualTo(Kind.YES_BUT);
    }

    @Test
    void headersAreAsKubernetesSendsThemUnlessTheProbeSaysOtherwise() {
        ask(get("/echo"), LONG);
        assertThat(seen)
                .contains("user-agent=kube-probe/1.32\n")
                .contains("accept=*/*\n")
                .contains("host=127.0.0.1:" + http.actualPort() + "\n");
        ask(
                get(
                        "/echo",
                        new Header("X-Custom-Header", "Awesome"),
                        new Header("X-Custom-Header", "Twice"),
                        new Header("Host", "example.com"),
                        new Header("User-Agent", "mine"),
                        new Header("Accept", "")),
                LONG);
        assertThat(seen)
                .contains("x-custom-header=awesome\n")
                .contains("x-custom-header=twice\n")
                .contains("host=example.com\n")
                .contains("user-agent=mine\n")
                .doesNotContain("accept=");
    }

    @Test
    void certificatesAreNotVerified() {
        HttpGet target = new HttpGet("c", true, "127.0.0.1", https.actualPort(), "/", List.of());
        assertThat(ask(target, LONG)).isEqualTo(ProbeAnswer.YES);
    }

    @Test
    void aServerThatDoesNotAnswerInTimeIsSilent() {
        assertThat(ask(get("/hang"), SHORT))
                .isEqualTo(
                        new ProbeAnswer(
                                Kind.SILENCE,
                                "Get \"http://127.0.0.1:" + http.actualPort()
                                        + "/hang\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
        HttpGet refused = new HttpGet("c", false, "127.0.0.1", closedPort, "/", List.of());
        assertThat(ask(refused, LONG))
                .isEqualTo(new ProbeAnswer(
                        Kind.SILENCE,
                        "Get \"http://127.0.0.1:" + closedPort + "/\": dial tcp 127.0.0.1:" + closedPort
                                + ": connect: connection refused"));
    }

    @Test
    void aConnectionIsEnoughForTcp() {
        assertThat(ask(new ProbeTarget.TcpSocket("c", "127.0.0.1", http.actualPort()), LONG))
                .isEqualTo(ProbeAnswer.YES);
        assertThat(ask(absent(), LONG).message())
                .isEqualTo("dial tcp 127.0.0.1:" + closedPort + ": connect: connection refused");
    }

    @Test
    void grpcAsksForTheServicesHealth() throws IOException {
        assertThat(ask(call(""), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(call("up"), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(call("down"), LONG))
                .isEqualTo(new ProbeAnswer(Kind.NO, "service unhealthy (responded with \"NOT_SERVING\")"));
        assertThat(ask(call("other"), LONG).message())
                .contains("health rpc probe failed")
                .contains("unknown service");
        assertThat(ask(call("hang"), SHORT).kind()).isEqualTo(Kind.SILENCE);
        ProbeAnswer refused = ask(new ProbeTarget.Grpc("c", "127.0.0.1", closedPort, ""), LONG);
        assertThat(refused.kind()).isEqualTo(Kind.SILENCE);
        assertThat(refused.message()).contains("failed to connect service");
    }

    @Test
    void aServerThatSpeaksNoGrpcSaysNo() throws Exception {
        Server other = NettyServerBuilder.forAddress(new java.net.InetSocketAddress("127.0.0.1", 0))
                .build()
                .start();
        try {
            ProbeAnswer answer = ask(new ProbeTarget.Grpc("c", "127.0.0.1", other.getPort(), ""), LONG);
            assertThat(answer.kind()).isEqualTo(Kind.NO);
            assertThat(answer.message()).contains("does not implement the grpc health protocol");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void commandsSayWhatTheyPrinted() {
        assertThat(ask(new ProbeTarget.Exec("c", List.of("true")), LONG)).isEqualTo(ProbeAnswer.YES);
        assertThat(ask(new ProbeTarget.Exec("c", List.of("false")), LONG))
                .isEqualTo(new ProbeAnswer(Kind.NO, "said\n"));
        assertThat(ask(new ProbeTarget.Exec("c", List.of("hang", "on")), Duration.ofSeconds(1))
                        .message())
                .isEqualTo("command timed out: \"hang on\" timed out after 1s");
    }
}

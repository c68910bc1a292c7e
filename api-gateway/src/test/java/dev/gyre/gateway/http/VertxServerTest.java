package dev.gyre.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.TestAuthority;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VertxServerTest {

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static final AtomicInteger RUNNING = new AtomicInteger();
    static final AtomicReference<ApiResponse.Sink> SINK = new AtomicReference<>();

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory, (request, info) -> switch (info.resource()) {
            case "configmaps" -> full(new byte[Integer.parseInt(request.parameter("size"))]);
            case "pods" ->
                CompletableFuture.completedStage(new ApiResponse.Streaming(200, Map.of(), sink -> {
                    RUNNING.incrementAndGet();
                    SINK.set(sink);
                    sink.write("first\n".getBytes(StandardCharsets.UTF_8));
                    return RUNNING::decrementAndGet;
                }));
            case "secrets" -> throw new IllegalStateException("a defect that names a secret: hunter2");
            default -> full(request.body());
        });
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    static CompletableFuture<ApiResponse> full(byte[] body) {
        return CompletableFuture.completedFuture(
                new ApiResponse.Full(200, Map.of("content-type", "application/octet-stream"), body));
    }

    @Test
    void anUnknownCallerGets401OnEveryPath() throws Exception {
        for (String path :
                new String[] {"/", "/api", "/version", "/livez", "/api/v1/pods", "/openapi/v2", "/nowhere"}) {
            HttpResponse<String> response = fixture.get(path, null);
            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(response.body()).contains("\"reason\":\"Unauthorized\"").contains("\"code\":401");
        }
        assertThat(fixture.get("/version", "no-such-token").statusCode()).isEqualTo(401);
    }

    @Test
    void aCertificateOfAStrangerIsAnUnknownCallerAndNoBrokenConnection() throws Exception {
        TestAuthority stranger = new TestAuthority("gyre-ca");
        for (TestAuthority.Issued shown : new TestAuthority.Issued[] {
            stranger.issue("admin", "system:masters"), fixture.authority.issueExpired("admin")
        }) {
            try (HttpClient client = fixture.client(shown)) {
                HttpResponse<String> response =
                        client.send(fixture.request("/version", null).build(), BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(401);
            }
        }
    }

    @Test
    void aCertificateOfTheAuthorityNamesUserAndGroups() throws Exception {
        try (HttpClient client = fixture.client(fixture.authority.issue("carol", "system:masters", "testers"))) {
            HttpResponse<String> response = client.send(
                    fixture.request("/apis/authentication.k8s.io/v1/selfsubjectreviews", null)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.body())
                    .contains("\"username\":\"carol\"")
                    .contains("testers", "system:masters", "system:authenticated");
        }
    }

    @Test
    void bothProtocolsAreSpoken() throws Exception {
        try (HttpClient client = fixture.client(null)) {
            for (HttpClient.Version version : HttpClient.Version.values()) {
                if (version.name().equals("HTTP_3")) {
                    continue;
                }
                HttpResponse<String> response = client.send(
                        fixture.request("/version", GatewayFixture.ADMIN_TOKEN)
                                .version(version)
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(version);
            }
        }
    }

    @Test
    void aBodyBeyondTheBoundIsRefusedAndAnAllowedOneArrivesWhole() throws Exception {
        try (HttpClient client = fixture.client(null)) {
            for (HttpClient.Version version :
                    new HttpClient.Version[] {HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2}) {
                byte[] allowed = new byte[ServerSettings.MAX_BODY_BYTES];
                HttpRequest.Builder post = fixture.request(
                                "/api/v1/namespaces/default/services", GatewayFixture.ADMIN_TOKEN)
                        .version(version);
                assertThat(client.send(
                                        post.POST(HttpRequest.BodyPublishers.ofByteArray(allowed))
                                                .build(),
                                        BodyHandlers.ofByteArray())
                                .body())
                        .hasSize(allowed.length);
                byte[] tooMuch = new byte[allowed.length + 1];
                // Announced, and in chunks of unknown total.
                for (HttpRequest.BodyPublisher body : new HttpRequest.BodyPublisher[] {
                    HttpRequest.BodyPublishers.ofByteArray(tooMuch),
                    HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(tooMuch))
                }) {
                    HttpResponse<String> response = client.send(post.POST(body).build(), BodyHandlers.ofString());
                    assertThat(response.statusCode()).as(version.name()).isEqualTo(413);
                    assertThat(response.body()).contains("RequestEntityTooLarge");
                }
            }
        }
    }

    @Test
    void aLargeAnswerIsCompressedForThoseWhoTakeIt() throws Exception {
        String path = "/api/v1/configmaps?size=300000";
        try (HttpClient client = fixture.client(null)) {
            HttpResponse<InputStream> compressed = client.send(
                    fixture.request(path, GatewayFixture.ADMIN_TOKEN)
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(compressed.headers().firstValue("content-encoding")).contains("gzip");
            assertThat(new GZIPInputStream(compressed.body()).readAllBytes()).hasSize(300_000);
            HttpResponse<byte[]> plain = client.send(
                    fixture.request(path, GatewayFixture.ADMIN_TOKEN).build(), BodyHandlers.ofByteArray());
            assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
            assertThat(plain.body()).hasSize(300_000);
        }
    }

    /** As fabric8's informers ask for one. */
    @Test
    void aWatchByWebSocketHasAnEventInEachMessage() throws Exception {
        List<String> messages = new CopyOnWriteArrayList<>();
        try (HttpClient client = fixture.client(null)) {
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + GatewayFixture.ADMIN_TOKEN)
                    .buildAsync(
                            URI.create(fixture.uri("/api/v1/pods?watch=true")
                                    .toString()
                                    .replace("https:", "wss:")),
                            new Texts(messages))
                    .get(60, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(60)).until(() -> messages.equals(List.of("first\n")));
            SINK.get().write("second\nthi".getBytes(StandardCharsets.UTF_8));
            SINK.get().write("rd\n".getBytes(StandardCharsets.UTF_8));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> messages.equals(List.of("first\n", "second\n", "third\n")));

            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(60)).until(() -> RUNNING.get() == 0);
        }
    }

    private static final class Texts implements WebSocket.Listener {
        private final List<String> messages;
        private final StringBuilder begun = new StringBuilder();

        Texts(List<String> messages) {
            this.messages = messages;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            begun.append(data);
            if (isLast) {
                messages.add(begun.toString());
                begun.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    @Test
    void anUpgradeToWhatIsNoStreamIsAnsweredAsAnyRequest() throws Exception {
        try (HttpClient client = fixture.client(null)) {
            CompletableFuture<WebSocket> refused = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + GatewayFixture.ADMIN_TOKEN)
                    .buildAsync(
                            URI.create(fixture.uri("/api/v1/configmaps?size=3")
                                    .toString()
                                    .replace("https:", "wss:")),
                            new WebSocket.Listener() {});
            assertThat(refused)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(200));
        }
    }

    /** As the official Java client's requests in protobuf have it. */
    @Test
    void aFormatThatIsNamedForNoBodyAtAllIsNoFault() throws Exception {
        try (HttpClient client = fixture.client(null)) {
            HttpResponse<String> response = client.send(
                    fixture.request("/version", GatewayFixture.ADMIN_TOKEN)
                            .header("Content-Type", "application/vnd.kubernetes.protobuf")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHeadHasTheHeadersOfItsGetAndNoBody() throws Exception {
        try (HttpClient client = fixture.client(null)) {
            HttpResponse<String> head = client.send(
                    fixture.request("/version", GatewayFixture.ADMIN_TOKEN)
                            .HEAD()
                            .build(),
                    BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("content-length")).isPresent();
        }
    }

    @Test
    void aStreamArrivesPieceByPieceAndItsSourceIsClosedWhenTheClientGoes() throws Exception {
        HttpClient client = fixture.client(null);
        HttpResponse<InputStream> response = client.send(
                fixture.request("/api/v1/pods?watch=true", GatewayFixture.ADMIN_TOKEN)
                        .build(),
                BodyHandlers.ofInputStream());
        InputStream body = response.body();
        assertThat(body.readNBytes(6)).isEqualTo("first\n".getBytes(StandardCharsets.UTF_8));
        assertThat(RUNNING).hasValue(1);
        SINK.get().write("second\n".getBytes(StandardCharsets.UTF_8));
        assertThat(body.readNBytes(7)).isEqualTo("second\n".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() -> assertThat(SINK.get().pendingBytes()).isZero());
        client.shutdownNow();
        await().untilAsserted(() -> assertThat(RUNNING).hasValue(0));
    }

    @Test
    void aClientThatDoesNotReadShowsAsPendingBytes() throws Exception {
        HttpClient client = fixture.client(null);
        client.send(
                fixture.request("/api/v1/pods?watch=true", GatewayFixture.ADMIN_TOKEN)
                        .build(),
                BodyHandlers.ofInputStream());
        ApiResponse.Sink sink = SINK.get();
        for (int i = 0; i < 64; i++) {
            sink.write(new byte[1024 * 1024]);
        }
        assertThat(sink.pendingBytes()).isGreaterThan(16 * 1024 * 1024);
        client.shutdownNow();
        await().untilAsserted(() -> assertThat(RUNNING).hasValue(0));
    }

    @Test
    void aDefectIsA500ThatTellsNothing() throws Exception {
        HttpResponse<String> response = fixture.get("/api/v1/secrets", GatewayFixture.ADMIN_TOKEN);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("InternalError").doesNotContain("hunter2");
    }

    @Test
    void junkInsteadOfTlsClosesTheConnectionAndHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
                OutputStream out = socket.getOutputStream();
                out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                socket.setSoTimeout(5000);
                while (socket.getInputStream().read() >= 0) {
                    // An alert may come before the end.
                }
            }
        }
        assertThat(fixture.get("/version", GatewayFixture.ADMIN_TOKEN).statusCode())
                .isEqualTo(200);
    }

    @Test
    void headersAndUrlsBeyondTheirBoundsAreRefused() throws Exception {
        try (HttpClient client = fixture.client(null)) {
            for (HttpClient.Version version :
                    new HttpClient.Version[] {HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2}) {
                HttpResponse<String> response = client.send(
                        fixture.request("/version?x=" + "y".repeat(20_000), GatewayFixture.ADMIN_TOKEN)
                                .version(version)
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.statusCode()).as(version.name()).isEqualTo(414);
            }
        }
    }
}

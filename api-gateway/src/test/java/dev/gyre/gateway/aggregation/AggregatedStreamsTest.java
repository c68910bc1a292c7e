package dev.gyre.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.testing.GatewayCalls;
import dev.gyre.gateway.testing.GatewayCalls.Answer;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.HttpsBackend;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches, upgraded connections and descriptions of an API that a real server on this machine serves behind the gateway. */
class AggregatedStreamsTest {

    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String API = "/apis/fun.example.com/v1";
    private static final String GAMES = API + "/namespaces/default/games";
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static GatewayCalls calls;
    static HttpsBackend backend;
    static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        calls = new GatewayCalls(fixture);
        client = fixture.client(null);
        TestAuthority authority = new TestAuthority("extensions");
        backend = new HttpsBackend(fixture.vertx, directory, authority.issueFor("api.default.svc"));
        TestAuthority.Issued proxy = fixture.authority.issue("front-proxy-client");
        fixture.gateway
                .aggregate(
                        fixture.vertx,
                        new ApiGateway.FrontProxy(
                                proxy.writeCertificate(directory.resolve("proxy.crt")),
                                proxy.writeKey(directory.resolve("proxy.key")),
                                "front-proxy-client",
                                "the proxy's authority",
                                "the clients' authority"))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        backend.on(API, request -> json(request, """
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"fun.example.com/v1","resources":[
                 {"name":"games","singularName":"game","namespaced":true,"kind":"Game","verbs":["get","watch"]}]}"""));
        put("services", "{'spec':{'ports':[{'name':'https','port':443}]}}");
        put(
                "endpoints",
                "{'subsets':[{'addresses':[{'ip':'127.0.0.1'}],'ports':[{'name':'https','port':" + backend.port()
                        + "}]}]}");
        calls.call(
                "POST",
                SERVICES,
                "{'metadata':{'name':'v1.fun.example.com'},'spec':{'group':'fun.example.com','version':'v1',"
                        + "'groupPriorityMinimum':1000,'versionPriority':15,'caBundle':'" + authority.caBundle()
                        + "','service':{'namespace':'default','name':'api'}}}");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(calls.call("GET", SERVICES + "/v1.fun.example.com", null)
                                .text("/status/conditions/0/reason"))
                        .isEqualTo("Passed"));
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        calls.close();
        backend.close();
        fixture.close();
    }

    private static void json(HttpServerRequest request, String body) {
        request.response().putHeader("Content-Type", "application/json").end(body);
    }

    /** Past the API, which takes no address of this machine's own for an endpoint. */
    private static void put(String plural, String json) throws Exception {
        fixture.store
                .write(new Write.Put(
                        ResourceKey.namespaced("", plural, "default", "api"),
                        0,
                        Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                        new Provenance("test", "test", "", Instant.EPOCH),
                        List.of(),
                        List.of()))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void aWatchIsPassedOnAsItComes() throws Exception {
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        backend.on(GAMES, request -> {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .setChunked(true)
                    .write("{\"type\":\"ADDED\"}\n");
            asked.complete(request);
        });
        HttpResponse<java.io.InputStream> response = client.send(
                fixture.request(GAMES + "?watch=true&resourceVersion=7", GatewayFixture.ADMIN_TOKEN)
                        .timeout(LONG)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("{\"type\":\"ADDED\"}");
            HttpServerRequest request = asked.get(60, TimeUnit.SECONDS);
            assertThat(request.query()).isEqualTo("watch=true&resourceVersion=7");
            request.response().write("{\"type\":\"DELETED\"}\n");
            assertThat(lines.readLine()).isEqualTo("{\"type\":\"DELETED\"}");
            request.response().end();
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void aClientThatLeavesItsWatchIsNotHeldOnTo() throws Exception {
        CompletableFuture<Void> left = new CompletableFuture<>();
        backend.on(GAMES + "/left", request -> {
            request.response().closeHandler(closed -> left.complete(null));
            request.response().exceptionHandler(broken -> left.complete(null));
            request.response().setChunked(true).write("{}\n");
        });
        HttpResponse<java.io.InputStream> response = client.send(
                fixture.request(GAMES + "/left?watch=true", GatewayFixture.ADMIN_TOKEN)
                        .timeout(LONG)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.body().read()).isEqualTo('{');
        response.body().close();
        left.get(90, TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketGoesThrough() throws Exception {
        CompletableFuture<String> user = new CompletableFuture<>();
        backend.on(GAMES + "/socket/exec", request -> {
            user.complete(request.getHeader("X-Remote-User"));
            request.toWebSocket().onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage));
        });
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + GatewayFixture.ADMIN_TOKEN)
                .connectTimeout(Duration.ofSeconds(60))
                .buildAsync(
                        URI.create("wss://127.0.0.1:" + fixture.port() + GAMES + "/socket/exec?command=x"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
                                heard.complete(text.toString());
                                return null;
                            }
                        })
                .get(60, TimeUnit.SECONDS);
        socket.sendText("echo", true).get(60, TimeUnit.SECONDS);
        assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("echo");
        assertThat(user.get(60, TimeUnit.SECONDS)).isEqualTo("admin");
        socket.abort();
    }

    @Test
    void anUpgradeToSpdyGoesThrough() throws Exception {
        backend.on(GAMES + "/spdy/exec", request -> {
            request.response().putHeader("Upgrade", "SPDY/3.1").putHeader("Connection", "Upgrade");
            request.toNetSocket().onSuccess(socket -> socket.handler(socket::write));
        });
        try (SSLSocket socket = (SSLSocket)
                fixture.authority.clientContext(null).getSocketFactory().createSocket("127.0.0.1", fixture.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("""
                    POST %s HTTP/1.1
                    Host: 127.0.0.1
                    Authorization: Bearer %s
                    Connection: Upgrade
                    Upgrade: SPDY/3.1
                    Content-Length: 0

                    """.formatted(GAMES + "/spdy/exec", GatewayFixture.ADMIN_TOKEN)
                                    .replace("\n", "\r\n"))
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as(head.toString()).isNotNegative();
                head.append((char) next);
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 ").containsIgnoringCase("upgrade: SPDY/3.1");
            byte[] frame = {(byte) 0x80, 3, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1};
            socket.getOutputStream().write(frame);
            assertThat(socket.getInputStream().readNBytes(frame.length)).isEqualTo(frame);
        }
    }

    @Test
    void itsDescriptionIsFoundWithTheGatewaysOwn() {
        backend.on("/openapi/v3" + API, request -> json(request, "{\"openapi\":\"3.0.0\",\"of\":\"games\"}"));
        Answer index = calls.call("GET", "/openapi/v3", null);
        assertThat(index.body()
                        .path("paths")
                        .path("apis/fun.example.com/v1")
                        .path("serverRelativeURL")
                        .asString(""))
                .isEqualTo("/openapi/v3/apis/fun.example.com/v1");
        assertThat(index.body().path("paths").has("apis/apps/v1")).isTrue();
        assertThat(calls.call("GET", "/openapi/v3/apis/fun.example.com/v1", null)
                        .text("/of"))
                .isEqualTo("games");
        assertThat(calls.call("GET", "/openapi/v3/apis/apps/v1", null).code()).isEqualTo(200);
    }

    @Test
    void groupsThatUsersDefineAreListedAsLongAsTheyAreServed() {
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String name = SERVICES + "/v1.listed.example.com";
        calls.call("POST", definitions, """
                {'metadata':{'name':'as.listed.example.com'},'spec':{'group':'listed.example.com','scope':'Cluster',
                 'names':{'plural':'as','kind':'A'},'versions':[{'name':'v1','served':true,'storage':true,
                 'schema':{'openAPIV3Schema':{'type':'object'}}}]}}""");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(calls.call("GET", name, null).text("/status/conditions/0/reason"))
                        .isEqualTo("Local"));
        Answer listed = calls.call("GET", name, null);
        assertThat(listed.body().at("/spec/groupPriorityMinimum").asInt()).isEqualTo(1000);
        assertThat(listed.body().at("/spec/versionPriority").asInt()).isEqualTo(100);
        assertThat(listed.body().at("/metadata/labels").toString())
                .contains("\"kube-aggregator.kubernetes.io/automanaged\":\"true\"");
        calls.call("DELETE", definitions + "/as.listed.example.com", null);
        calls.call("PATCH", definitions + "/as.listed.example.com", "{'metadata':{'finalizers':null}}");
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(calls.call("GET", name, null).code()).isEqualTo(404));
        assertThat(calls.call("GET", SERVICES + "/v1.fun.example.com", null).code())
                .isEqualTo(200);
    }
}

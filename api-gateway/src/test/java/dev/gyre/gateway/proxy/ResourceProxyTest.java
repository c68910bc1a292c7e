package dev.gyre.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.http.HttpServer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a user through the gateway to a backend on this machine's own address. */
class ResourceProxyTest {

    private static final String POD = "/api/v1/namespaces/default/pods/";
    private static final String SERVICE = "/api/v1/namespaces/default/services/";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static HttpServer backend;
    static int port;

    @BeforeAll
    static void start() throws Exception {
        String address = ownAddress();
        assumeThat(Addresses.isProxyable(address))
                .as("this machine has an address of its own, not only loopback")
                .isTrue();
        fixture = new GatewayFixture(directory);
        backend = fixture.vertx
                .createHttpServer()
                .webSocketHandler(socket -> socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text)))
                .requestHandler(request -> {
                    switch (request.path()) {
                        case "/redirect" ->
                            request.response()
                                    .setStatusCode(302)
                                    .putHeader("Location", "/elsewhere?x=1")
                                    .end();
                        case "/page" ->
                            request.response()
                                    .putHeader("Content-Type", "text/html; charset=utf-8")
                                    .end("<a href=\"/next\">next</a>");
                        case "/echo" -> request.response().setChunked(true).send(request);
                        default ->
                            request.response()
                                    .putHeader("Access-Control-Allow-Origin", "*")
                                    .end(request.method() + " " + request.uri() + "\n" + request.headers());
                    }
                })
                .listen(0, address)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        port = backend.actualPort();
        TestAuthority.Issued gateway = fixture.authority.issue("kube-apiserver-kubelet-client");
        fixture.gateway.connectKubelets(
                fixture.vertx,
                directory.resolve("ca.crt"),
                gateway.writeCertificate(directory.resolve("gateway.crt")),
                gateway.writeKey(directory.resolve("gateway.key")));
        ApiClient admin = fixture.gateway.clientFor(UserInfo.of("admin", "system:masters"));
        create(admin, "serviceaccounts", "default", "{\"kind\":\"ServiceAccount\"}");
        create(admin, "pods", "web", """
                {"kind":"Pod","spec":{"containers":[{"name":"main","image":"i","ports":[{"containerPort":%d}]}]},
                 "status":{"phase":"Running","podIP":"%s"}}""".formatted(port, address));
        create(admin, "pods", "inward", """
                {"kind":"Pod","spec":{"containers":[{"name":"main","image":"i"}]},
                 "status":{"phase":"Running","podIP":"127.0.0.1"}}""");
        create(admin, "services", "web", """
                {"kind":"Service","spec":{"selector":{"a":"b"},"ports":[{"name":"http","port":8080,"targetPort":%d}]}}
                """.formatted(port));
        create(admin, "services", "stray", """
                {"kind":"Service","spec":{"ports":[{"name":"http","port":8080}]}}""");
        create(admin, "endpoints", "web", """
                {"kind":"Endpoints","subsets":[{"ports":[{"name":"http","port":%d}],"addresses":[
                 {"ip":"%s","targetRef":{"kind":"Pod","namespace":"default","name":"web"}}]}]}""".formatted(port, address));
        create(admin, "endpoints", "stray", """
                {"kind":"Endpoints","subsets":[{"ports":[{"name":"http","port":%d}],"addresses":[{"ip":"%s"}]}]}""".formatted(port, address));
        setStatus("web", address);
        setStatus("inward", "127.0.0.1");
    }

    @AfterAll
    static void stop() throws Exception {
        if (fixture != null) {
            backend.close();
            fixture.close();
        }
    }

    private static void create(ApiClient admin, String plural, String name, String json) throws Exception {
        var object = Json.readObject(json.getBytes(StandardCharsets.UTF_8)).put("apiVersion", "v1");
        object.withObject("metadata").put("name", name).put("namespace", "default");
        Outcome outcome = admin.execute(
                        new Command.Create(new ResourceKey("", plural, "default", name), object, List.of()), "")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
    }

    private static void setStatus(String pod, String address) throws Exception {
        HttpResponse<String> patched = send(
                "PATCH",
                POD + pod + "/status",
                "{\"status\":{\"phase\":\"Running\",\"podIP\":\"" + address + "\",\"podIPs\":[{\"ip\":\"" + address
                        + "\"}]}}",
                "application/merge-patch+json");
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
    }

    /** The address by which this machine would leave. */
    private static String ownAddress() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.ofLiteral("10.255.255.255"), 9);
            return socket.getLocalAddress().getHostAddress();
        }
    }

    private static HttpResponse<String> send(String method, String path, String body, String type) throws Exception {
        try (HttpClient client = fixture.client(null)) {
            HttpRequest.BodyPublisher publisher =
                    body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
            return client.send(
                    fixture.request(path, GatewayFixture.ADMIN_TOKEN)
                            .header("Content-Type", type)
                            .method(method, publisher)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void theBackendSeesTheRequestButNotWhatProvesItsCaller() throws Exception {
        String body = send("GET", POD + "web/proxy/a/b?c=d", "", "text/plain").body();
        assertThat(body)
                .startsWith("GET /a/b?c=d\n")
                .contains("X-Forwarded-Uri=" + POD + "web/proxy/a/b")
                .contains("X-Forwarded-Proto=https")
                .contains("X-Forwarded-For=127.0.0.1")
                .doesNotContainIgnoringCase("authorization")
                .doesNotContain(GatewayFixture.ADMIN_TOKEN);
    }

    @Test
    void everyMethodGoesThroughWithItsBody() throws Exception {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            assertThat(send(method, POD + "web:" + port + "/proxy/x", "", "text/plain")
                            .body())
                    .startsWith(method + " /x\n");
        }
        String large = "x".repeat(5_000_000);
        HttpResponse<String> echoed = send("POST", POD + "web/proxy/echo", large, "text/plain");
        assertThat(echoed.statusCode()).isEqualTo(200);
        assertThat(echoed.body()).isEqualTo(large);
    }

    @Test
    void linksLeadThroughTheProxy() throws Exception {
        HttpResponse<String> redirect = send("GET", POD + "web/proxy/redirect", "", "text/plain");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("location")).hasValue(POD + "web/proxy/elsewhere?x=1");
        assertThat(send("GET", POD + "web/proxy/page", "", "text/plain").body())
                .isEqualTo("<a href=\"" + POD + "web/proxy/next\">next</a>");
        HttpResponse<String> root = send("GET", POD + "web/proxy?q=1", "", "text/plain");
        assertThat(root.statusCode()).isEqualTo(301);
        assertThat(root.headers().firstValue("location")).hasValue(POD + "web/proxy/?q=1");
        assertThat(send("GET", POD + "web/proxy/", "", "text/plain").headers().map())
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void aServiceIsItsReadyPods() throws Exception {
        for (String name : List.of("web:http", "web:8080", "http:web:http")) {
            assertThat(send("GET", SERVICE + name + "/proxy/s", "", "text/plain")
                            .body())
                    .as(name)
                    .startsWith("GET /s\n");
        }
        HttpResponse<String> noPort = send("GET", SERVICE + "web:81/proxy/", "", "text/plain");
        assertThat(noPort.statusCode()).isEqualTo(503);
        assertThat(noPort.body()).contains("no service port 81 found for service \\\"web\\\"");
    }

    @Test
    void nobodyIsDialledButPods() throws Exception {
        assertThat(send("GET", SERVICE + "stray:http/proxy/", "", "text/plain").body())
                .contains("no endpoints available for service \\\"stray\\\"");
        HttpResponse<String> inward = send("GET", POD + "inward:" + port + "/proxy/", "", "text/plain");
        assertThat(inward.statusCode()).isEqualTo(400);
        assertThat(inward.body()).contains("address not allowed");
        assertThat(send("GET", POD + "nobody/proxy/", "", "text/plain").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", POD + "web:1/proxy/", "", "text/plain").statusCode())
                .isEqualTo(503);
    }

    @Test
    void whoMayNotIsToldSo() throws Exception {
        HttpResponse<String> refused = fixture.get(POD + "web/proxy/x", "bob-token");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("cannot get resource \\\"pods/proxy\\\"");
    }

    @Test
    void aWebSocketGoesThrough() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (HttpClient client = fixture.client(null)) {
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + GatewayFixture.ADMIN_TOKEN)
                    .buildAsync(
                            java.net.URI.create(fixture.uri(POD + "web/proxy/socket")
                                    .toString()
                                    .replace("https://", "wss://")),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
                                    heard.complete(text.toString());
                                    return null;
                                }
                            })
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("hello", true);
            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("echo hello");
            socket.abort();
        }
    }
}

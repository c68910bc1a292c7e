package dev.gyre.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.cluster.InMemoryClusterObjects;
import dev.gyre.node.server.TestCertificates;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real requests through real sockets to backends that misbehave. */
class IngressProxyTest {
    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryClusterObjects objects = new InMemoryClusterObjects();
    private final IngressView view = new IngressView();
    private final IngressProxy proxy = new IngressProxy(vertx, view);
    private HttpClientAgent client;
    private int port;

    @BeforeEach
    void start() {
        client = vertx.createHttpClient();
        port = get(proxy.listen("127.0.0.1", 0)).actualPort();
        put(Ingresses.ourClass());
        put(Ingresses.ingress("web", "{'rules':[" + Ingresses.rule("web.example", "Prefix / -> web") + "]}"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        get(vertx.close());
    }

    private void put(Resource object) {
        objects.put(object.key(), object.json());
        refresh();
    }

    private void delete(ResourceKey key) {
        objects.delete(key);
        refresh();
    }

    private void refresh() {
        List<Resource> all = new ArrayList<>();
        try (AutoCloseable following = objects.follow(
                java.util.Set.copyOf(
                        dev.gyre.schemas.kinds.KubernetesKinds.registry().all()),
                new dev.gyre.node.cluster.ClusterObjects.Listener() {
                    @Override
                    public void reset(long revision, List<Resource> there) {
                        all.addAll(there);
                    }

                    @Override
                    public void changed(long revision, List<dev.gyre.schemas.record.ResourceEvent> events) {}
                })) {
            view.reset(all);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private int backend(io.vertx.core.Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer().requestHandler(handler);
        return get(server.listen(0, "127.0.0.1")).actualPort();
    }

    private void serve(int... ports) {
        put(Ingresses.service("web"));
        for (int each : ports) {
            put(Ingresses.slice("web", each));
        }
    }

    private static int deadPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private record Answer(int status, Buffer body, io.vertx.core.MultiMap headers) {}

    private Answer ask(HttpMethod method, String uri, Buffer body) {
        return get(client.request(new RequestOptions()
                        .setMethod(method)
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI(uri)
                        .putHeader("Host", "web.example"))
                .compose(request -> whole(body == null ? request.send() : request.send(body))));
    }

    /** Asked for on the event loop, where nothing of the body can pass by before. */
    private static Future<Answer> whole(Future<HttpClientResponse> response) {
        return response.compose(
                answer -> answer.body().map(bytes -> new Answer(answer.statusCode(), bytes, answer.headers())));
    }

    @Test
    void whatFitsNoRuleIsNotFoundAndWhatNobodyServesIsUnavailable() throws Exception {
        assertThat(ask(HttpMethod.GET, "/", null).status()).isEqualTo(503);
        put(Ingresses.service("web"));
        assertThat(ask(HttpMethod.GET, "/", null).status()).isEqualTo(503);
        put(Ingresses.slice("web", deadPort()));
        assertThat(ask(HttpMethod.GET, "/", null).status()).isEqualTo(502);
        delete(ResourceKey.namespaced("networking.k8s.io", "ingresses", "default", "web"));
        Answer none = ask(HttpMethod.GET, "/", null);
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.body().toString()).contains("404 Not Found");
    }

    @Test
    void aBackendIsToldWhoAsked() {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        serve(backend(request -> {
            seen.complete(request);
            request.response().putHeader("X-Answer", "yes").end("hello " + request.uri());
        }));
        Answer answer = get(client.request(new RequestOptions()
                        .setPort(port)
                        .setHost("127.0.0.1")
                        .setURI("/a%20b?x=1")
                        .putHeader("Host", "web.example")
                        .putHeader("X-Forwarded-For", "1.2.3.4")
                        .putHeader("Connection", "X-Hop")
                        .putHeader("X-Hop", "stays behind"))
                .compose(request -> whole(request.send())));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("hello /a%20b?x=1");
        assertThat(answer.headers().get("X-Answer")).isEqualTo("yes");
        var headers = seen.join().headers();
        assertThat(headers.get("Host")).isEqualTo("web.example");
        assertThat(headers.get("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(headers.get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(headers.get("X-Forwarded-Host")).isEqualTo("web.example");
        assertThat(headers.contains("X-Hop")).isFalse();
    }

    @Test
    void bodiesPassThroughBothWays() {
        serve(backend(request -> request.response().setChunked(true).send(request)));
        Buffer body = Buffer.buffer(new byte[3_000_000]);
        assertThat(ask(HttpMethod.POST, "/", body).body().length()).isEqualTo(body.length());
    }

    @Test
    void anotherEndpointIsTriedWhereNoConnectionCanBeMade() throws Exception {
        AtomicInteger served = new AtomicInteger();
        serve(deadPort(), backend(request -> {
            served.incrementAndGet();
            request.body().onSuccess(body -> request.response().end(body));
        }));
        for (int i = 0; i < 10; i++) {
            assertThat(ask(HttpMethod.POST, "/", Buffer.buffer("x")).status()).isEqualTo(200);
        }
        assertThat(served).hasValue(10);
    }

    @Test
    void onlyWhatMayBeRepeatedIsRepeatedWhereAnEndpointHangsUp() {
        AtomicInteger served = new AtomicInteger();
        int rude = backend(request -> request.connection().close());
        int kind = backend(request -> {
            served.incrementAndGet();
            request.response().end();
        });
        serve(rude, kind);
        for (int i = 0; i < 10; i++) {
            assertThat(ask(HttpMethod.GET, "/", null).status()).isEqualTo(200);
        }
        assertThat(served).hasValue(10);
        delete(Ingresses.slice("web", kind).key());
        assertThat(ask(HttpMethod.POST, "/", Buffer.buffer("x")).status()).isEqualTo(502);
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() {
        serve(backend(request -> {
            request.response().putHeader("Content-Length", "1000").write("half");
            vertx.setTimer(50, later -> request.connection().close());
        }));
        assertThat(client.request(new RequestOptions()
                                .setPort(port)
                                .setHost("127.0.0.1")
                                .putHeader("Host", "web.example"))
                        .compose(request -> request.send().compose(answer -> answer.body()))
                        .toCompletionStage()
                        .toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60));
    }

    @Test
    void aWebSocketPassesThrough() {
        HttpServer server = vertx.createHttpServer()
                .webSocketHandler(socket -> socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text)));
        serve(get(server.listen(0, "127.0.0.1")).actualPort());
        WebSocketClient webSockets = vertx.createWebSocketClient();
        CompletableFuture<String> echo = new CompletableFuture<>();
        get(webSockets
                .connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/ws")
                        .putHeader("Host", "web.example"))
                .compose(socket -> {
                    socket.textMessageHandler(echo::complete);
                    return socket.writeTextMessage("hi");
                }));
        assertThat(echo).succeedsWithin(Duration.ofSeconds(60)).isEqualTo("echo hi");
    }

    @Test
    void noRequestIsDroppedWhileEndpointsComeAndGo() {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        List<Integer> bad = new ArrayList<>();
        put(Ingresses.service("web"));
        HttpServer current =
                vertx.createHttpServer().requestHandler(r -> r.response().end());
        put(Ingresses.slice("web", get(current.listen(0, "127.0.0.1")).actualPort()));
        Thread load = Thread.ofVirtual().start(() -> {
            while (!isOver.get()) {
                int status = ask(HttpMethod.GET, "/", null).status();
                asked.incrementAndGet();
                if (status != 200) {
                    bad.add(status);
                }
            }
        });
        for (int i = 0; i < 20; i++) {
            int before = asked.get();
            HttpServer next =
                    vertx.createHttpServer().requestHandler(r -> r.response().end());
            put(Ingresses.slice("web", get(next.listen(0, "127.0.0.1")).actualPort()));
            int old = current.actualPort();
            get(current.close()); // gone before anybody has been told
            delete(Ingresses.slice("web", old).key());
            current = next;
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> asked.get() > before + 3);
        }
        isOver.set(true);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !load.isAlive());
        assertThat(bad).isEmpty();
    }

    @Test
    void aHostIsServedWithItsCertificateAndWithTheNewOneAtOnce() throws Exception {
        TestCertificates made = new TestCertificates(directory);
        Certificates certificates = new Certificates(host -> view.routes().secret(host));
        certificates.setDefault(
                vertx,
                new PemKeyCertOptions()
                        .setCertPath(made.file("server.crt").toString())
                        .setKeyPath(made.file("server.key").toString()));
        int tls = get(proxy.listenTls("127.0.0.1", 0, certificates)).actualPort();
        serve(backend(request -> request.response().end(request.getHeader("X-Forwarded-Proto"))));
        put(Ingresses.ingress(
                "web",
                "{'tls':[{'hosts':['web.example'],'secretName':'s'}],'rules':["
                        + Ingresses.rule("web.example", "Prefix / -> web") + "]}"));
        assertThat(subject(tls)).contains("system:node:it-node");
        certificates.put(vertx, secret(made, "gateway"));
        assertThat(subject(tls)).contains("kube-apiserver-kubelet-client");
        certificates.put(vertx, secret(made, "other"));
        assertThat(subject(tls)).contains("system:kube-scheduler");
    }

    private String subject(int tls) {
        HttpClientAgent https = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setForceSni(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
        try {
            return get(https.request(new RequestOptions()
                            .setServer(io.vertx.core.net.SocketAddress.inetSocketAddress(tls, "127.0.0.1"))
                            .setHost("web.example")
                            .setPort(tls))
                    .compose(request -> request.send())
                    .compose(answer -> {
                        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
                        return answer.body().map(body -> {
                            assertThat(body.toString()).isEqualTo("https");
                            return certificate(answer.request().connection().sslSession())
                                    .getSubjectX500Principal()
                                    .getName();
                        });
                    }));
        } finally {
            get(https.close());
        }
    }

    private static X509Certificate certificate(javax.net.ssl.SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    private static Resource secret(TestCertificates made, String name) throws Exception {
        var json = Json.object();
        json.putObject("data")
                .put("tls.crt", Base64.getEncoder().encodeToString(Files.readAllBytes(made.file(name + ".crt"))))
                .put("tls.key", Base64.getEncoder().encodeToString(Files.readAllBytes(made.file(name + ".key"))));
        return Resource.of(ResourceKey.namespaced("", "secrets", "default", "s"), 1, json);
    }
}

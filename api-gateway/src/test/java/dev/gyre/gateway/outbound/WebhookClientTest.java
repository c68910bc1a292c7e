package dev.gyre.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.gateway.testing.HttpsBackend;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against real servers on this machine, good ones and others. */
class WebhookClientTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    static Path directory;

    static Vertx vertx;
    static InMemoryResourceStore store;
    static WatchCache reader;
    static TestAuthority authority;
    static HttpsBackend backend;
    static HttpsBackend service;
    static WebhookClient client;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        store = new InMemoryResourceStore();
        reader = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT, InstantSource.system(), (delay, task) -> {}, Runnable::run))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        authority = new TestAuthority("webhooks");
        backend = new HttpsBackend(vertx, directory, authority.issue("localhost"));
        service = new HttpsBackend(vertx, directory, authority.issueFor("hook.default.svc"));
        client = new WebhookClient(vertx, reader);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        backend.close();
        service.close();
        reader.close();
        store.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void postsAndReadsTheAnswer() {
        backend.on(
                "/echo",
                request -> request.body()
                        .onSuccess(body -> request.response()
                                .end(request.method() + " " + request.uri() + " " + request.getHeader("content-type")
                                        + " " + body)));
        assertThat(post("/echo", LONG)).isEqualTo("POST /echo?timeout=60s application/json {}");
    }

    @Test
    void keepsConnections() {
        List<Integer> ports = Collections.synchronizedList(new ArrayList<>());
        backend.on("/kept", request -> {
            ports.add(request.remoteAddress().port());
            request.response().end();
        });
        for (int i = 0; i < 5; i++) {
            post("/kept", LONG);
        }
        assertThat(ports).hasSize(5);
        assertThat(ports.stream().distinct().count()).isEqualTo(1);
    }

    @Test
    void findsTheEndpointsOfAServiceAndChecksItsName() {
        put("services", "hook", "{'spec':{'ports':[{'name':'https','port':443,'targetPort':'web'}]}}");
        put("endpoints", "hook", """
                {'subsets':[{'addresses':[{'ip':'127.0.0.1'}],'ports':[{'name':'https','port':%d}]}]}""".formatted(service.port()));
        service.on(
                "/check", request -> request.response().end(request.authority().host()));
        assertThat(post(service("hook", "check"), LONG)).isEqualTo("hook.default.svc");

        put("services", "other", "{'spec':{'ports':[{'name':'https','port':443}]}}");
        put("endpoints", "other", """
                {'subsets':[{'addresses':[{'ip':'127.0.0.1'}],'ports':[{'name':'https','port':%d}]}]}""".formatted(service.port()));
        assertThat(post(service("other", "/check"), LONG)).contains("other.default.svc");
    }

    @Test
    void saysWhatIsMissingOfAService() {
        assertThat(post(service("nothing", "/"), LONG)).isEqualTo("service \"nothing\" not found");
        put("services", "portless", "{'spec':{'ports':[{'name':'http','port':80}]}}");
        assertThat(post(service("portless", "/"), LONG))
                .isEqualTo("no service port 443 found for service \"portless\"");
        put("services", "idle", "{'spec':{'ports':[{'name':'https','port':443}]}}");
        assertThat(post(service("idle", "/"), LONG)).isEqualTo("no endpoints available for service \"idle\"");
    }

    @Test
    void doesNotWaitForTheSlow() {
        backend.on("/silent", HttpServerRequest::pause);
        String late = "Post \"%s?timeout=1s\": context deadline exceeded";
        assertThat(post("/silent", SHORT)).isEqualTo(late.formatted(backend.url("/silent")));

        backend.on("/trickle", request -> {
            request.response().setChunked(true).write("{");
            vertx.setPeriodic(50, tick -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(tick);
                } else {
                    request.response().write(" ");
                }
            });
        });
        assertThat(post("/trickle", SHORT)).isEqualTo(late.formatted(backend.url("/trickle")));
    }

    @Test
    void doesNotWaitForAHandshakeThatDoesNotCome() throws Exception {
        NetServer mute = vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        String url = "https://127.0.0.1:" + mute.actualPort() + "/";
        assertThat(post(url(url, authority), SHORT))
                .isEqualTo("Post \"" + url + "?timeout=1s\": context deadline exceeded");
        mute.close();
    }

    @Test
    void doesNotReadWithoutEnd() {
        backend.on("/endless", request -> {
            request.response().setChunked(true);
            Buffer piece = Buffer.buffer(new byte[64 * 1024]);
            vertx.setPeriodic(1, tick -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(tick);
                } else if (!request.response().writeQueueFull()) {
                    request.response().write(piece);
                }
            });
        });
        assertThat(post("/endless", LONG)).endsWith("the answer is longer than 8388608 bytes");
    }

    @Test
    void takesNothingButSuccessForAnAnswer() {
        backend.on(
                "/away",
                request -> request.response()
                        .setStatusCode(307)
                        .putHeader("Location", backend.url("/echo"))
                        .end());
        backend.on("/broken", request -> request.response().setStatusCode(500).end("no \"luck\""));
        assertThat(post("/away", LONG))
                .isEqualTo("the server responded with the status code 307: redirects are not followed");
        assertThat(post("/broken", LONG))
                .isEqualTo("an error on the server (\"no \\\"luck\\\"\") has prevented the request from succeeding");
        assertThat(post("/nowhere", LONG)).isEqualTo("the server could not find the requested resource");
    }

    @Test
    void believesNobodyElse() {
        assertThat(post(url(backend.url("/echo"), new TestAuthority("somebody else")), LONG))
                .startsWith("Post \"" + backend.url("/echo"))
                .contains("certification path");
        assertThat(post(url(service.url("/echo"), authority), LONG)).contains("127.0.0.1");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        NetServer gone = vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        int port = gone.actualPort();
        gone.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(post(url("https://127.0.0.1:" + port + "/", authority), LONG))
                .containsIgnoringCase("connection refused");
    }

    private static String post(String path, Duration timeout) {
        return post(url(backend.url(path), authority), timeout);
    }

    /** The answer, or why there is none. */
    private static String post(WebhookTarget target, Duration timeout) {
        try {
            byte[] answer = client.post(target, "{}".getBytes(StandardCharsets.UTF_8), timeout)
                    .toCompletableFuture()
                    .get(120, TimeUnit.SECONDS);
            return new String(answer, StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(WebhookException.class);
            return e.getCause().getMessage();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static WebhookTarget url(String url, TestAuthority trusted) {
        return WebhookTarget.of(Json.object().put("url", url).put("caBundle", trusted.caBundle()));
    }

    private static WebhookTarget service(String name, String path) {
        var config = Json.object().put("caBundle", authority.caBundle());
        config.putObject("service")
                .put("namespace", "default")
                .put("name", name)
                .put("path", path);
        return WebhookTarget.of(config);
    }

    private static void put(String plural, String name, String json) {
        ResourceKey key = ResourceKey.namespaced("", plural, "default", name);
        store.write(new Write.Put(
                        key,
                        0,
                        Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                        new Provenance("test", "test", "", Instant.EPOCH),
                        List.of(),
                        List.of()))
                .toCompletableFuture()
                .join();
    }
}

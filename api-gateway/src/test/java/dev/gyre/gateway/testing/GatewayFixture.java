package dev.gyre.gateway.testing;

import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ResourceRequests;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.admission.dynamic.DynamicAdmission;
import dev.gyre.gateway.client.HttpApiClient;
import dev.gyre.gateway.conversion.WebhookConversions;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.http.ServerSettings;
import dev.gyre.gateway.outbound.WebhookClient;
import dev.gyre.gateway.resources.Environment;
import dev.gyre.gateway.resources.KubernetesRules;
import dev.gyre.gateway.resources.Limits;
import dev.gyre.gateway.resources.ResourceHandler;
import dev.gyre.gateway.resources.Timer;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A gateway on a free port, over a store in memory, with an authority of its own. */
public final class GatewayFixture implements AutoCloseable {

    public static final String ADMIN_TOKEN = "admin-token-for-tests";

    public final InMemoryResourceStore store = new InMemoryResourceStore();
    public final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);
    public final WatchCache reader;
    private final WebhookClient webhooks;
    public final TestAuthority authority = new TestAuthority("gyre-ca");
    public final Vertx vertx = Vertx.vertx();
    public final ApiGateway gateway;
    public final Path directory;
    private final int port;

    /** For what takes milliseconds on a machine that has nothing else to do. */
    private static final int PATIENCE_SECONDS = 120;

    /** With the real pipeline. */
    public GatewayFixture(Path directory) throws Exception {
        this(directory, null);
    }

    /** With a pipeline of the test's own. */
    public GatewayFixture(Path directory, @Nullable ResourceRequests stub) throws Exception {
        this.directory = directory;
        InstantSource clock = InstantSource.system();
        reader = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT,
                                clock,
                                dev.gyre.gateway.storage.cache.Timer.on(background),
                                background))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        ServedKinds kinds = ServedKinds.follow(reader, KubernetesKinds.registry());
        webhooks = new WebhookClient(vertx, reader);
        DynamicAdmission admission = DynamicAdmission.of(reader, webhooks, kinds);
        ResourceHandler pipeline = new ResourceHandler(new Environment(
                kinds,
                KubernetesRules.all(),
                store,
                reader,
                clock,
                new SecureRandom(),
                Timer.of(background),
                Limits.standard(),
                admission,
                new WebhookConversions(webhooks)));
        ResourceRequests resources = stub == null ? pipeline::handle : stub;
        Path tokens = Files.writeString(
                directory.resolve("tokens"), ADMIN_TOKEN + ",admin,1,\"system:masters\"\nbob-token,bob,2\n");
        authority.writeCertificate(directory.resolve("ca.crt"));
        TestAuthority.Issued server = authority.issue("gateway");
        ApiGateway.Parts parts = new ApiGateway.Parts(store, reader, kinds, resources, clock, background);
        gateway = new ApiGateway(parts, new ApiGateway.Identity(tokens, directory.resolve("sa.key")));
        gateway.admitConnections(admission);
        gateway.bootstrap().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        port = gateway.listen(
                        vertx,
                        new ServerSettings(
                                "127.0.0.1",
                                0,
                                server.writeCertificate(directory.resolve("server.crt")),
                                server.writeKey(directory.resolve("server.key")),
                                List.of(authority.certificate()),
                                2))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .port();
    }

    public int port() {
        return port;
    }

    /** A client of the API over HTTP, as a user with a certificate. */
    public HttpApiClient apiClient(String user, String... groups) {
        TestAuthority.Issued own = authority.issue(user, groups);
        String file = user.replaceAll("[^a-z0-9]", "-");
        return HttpApiClient.connect(
                new HttpApiClient.Target(
                        uri(""),
                        directory.resolve("ca.crt"),
                        own.writeCertificate(directory.resolve(file + ".crt")),
                        own.writeKey(directory.resolve(file + ".key"))),
                KubernetesKinds.registry());
    }

    public URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port + path);
    }

    public HttpClient client(TestAuthority.@Nullable Issued certificate) {
        return HttpClient.newBuilder()
                .sslContext(authority.clientContext(certificate))
                .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build();
    }

    public HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(PATIENCE_SECONDS));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    public HttpResponse<String> get(String path, @Nullable String token) throws IOException, InterruptedException {
        try (HttpClient client = client(null)) {
            return client.send(request(path, token).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() throws Exception {
        gateway.close();
        webhooks.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        reader.close();
        store.close();
        background.shutdownNow();
    }

    /** Asks the gateway past its server, with a body in which quotes are single; answers the object that comes back, or the refusal. */
    public ObjectNode send(UserInfo user, String method, String path, String body) {
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        ApiRequest request = new ApiRequest(
                "r",
                method,
                path,
                Map.of(),
                Map.of("content-type", type),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                user);
        ApiResponse answer = gateway.handler()
                .handle(request)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        return Json.readObject(((ApiResponse.Full) answer).body());
    }
}

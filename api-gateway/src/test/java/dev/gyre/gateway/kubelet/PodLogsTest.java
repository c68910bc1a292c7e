package dev.gyre.gateway.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a user through the gateway to a kubelet, which here answers from a script. */
class PodLogsTest {

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static HttpServer kubelet;
    static final AtomicBoolean IS_FOLLOWED = new AtomicBoolean();

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        TestAuthority.Issued node = fixture.authority.issue("system:node:n", "system:nodes");
        TestAuthority.Issued gateway = fixture.authority.issue("kube-apiserver-kubelet-client");
        kubelet = fixture.vertx
                .createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(node.writeCertificate(directory.resolve("node.crt"))
                                        .toString())
                                .addKeyPath(node.writeKey(directory.resolve("node.key"))
                                        .toString()))
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(directory.resolve("ca.crt").toString())))
                .requestHandler(request -> {
                    String uri = request.uri();
                    if (uri.endsWith("/waiting")) {
                        request.response()
                                .setStatusCode(400)
                                .end("container \"waiting\" in pod \"web\" is waiting to start: ContainerCreating");
                    } else if (uri.contains("follow=true")) {
                        IS_FOLLOWED.set(true);
                        request.response().setChunked(true).write("first\n");
                        request.connection().closeHandler(gone -> IS_FOLLOWED.set(false));
                    } else {
                        request.response().end(uri + "\n");
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        fixture.gateway.connectKubelets(
                fixture.vertx,
                directory.resolve("ca.crt"),
                gateway.writeCertificate(directory.resolve("gateway.crt")),
                gateway.writeKey(directory.resolve("gateway.key")));
        var admin = fixture.gateway.clientFor(dev.gyre.gateway.UserInfo.of("admin", "system:masters"));
        for (Command command : List.of(
                create("", "serviceaccounts", "default", "default", "{\"kind\":\"ServiceAccount\"}"),
                create("", "nodes", "", "n", """
                        {"kind":"Node","status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
                         "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(kubelet.actualPort())),
                create("", "pods", "default", "web", """
                        {"kind":"Pod","spec":{"nodeName":"n","initContainers":[{"name":"setup","image":"i"}],
                         "containers":[{"name":"main","image":"i"},{"name":"waiting","image":"i"}]}}"""),
                create("", "pods", "default", "pending", """
                        {"kind":"Pod","spec":{"containers":[{"name":"main","image":"i"}]}}"""))) {
            Outcome outcome = admin.execute(command, "").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(Outcome.Committed.class);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        kubelet.close();
        fixture.close();
    }

    private static Command create(String group, String plural, String namespace, String name, String json) {
        var object = Json.readObject(json.getBytes(StandardCharsets.UTF_8)).put("apiVersion", "v1");
        var metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return new Command.Create(new ResourceKey(group, plural, namespace, name), object, List.of());
    }

    private static HttpResponse<String> log(String pod, String query) throws Exception {
        return fixture.get("/api/v1/namespaces/default/pods/" + pod + "/log" + query, GatewayFixture.ADMIN_TOKEN);
    }

    @Test
    void whatIsAskedForReachesTheKubelet() throws Exception {
        HttpResponse<String> response =
                log("web", "?container=main&previous=true&tailLines=5&timestamps=true&sinceSeconds=10&limitBytes=100");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("/containerLogs/default/web/main?previous=true&timestamps=true&tailLines=5&limitBytes=100"
                        + "&sinceSeconds=10\n");
    }

    @Test
    void refusalsAreThoseThatUsersKnow() throws Exception {
        assertThat(log("web", "").body())
                .contains("a container name must be specified for pod web, choose one of: [main waiting] or one of the "
                        + "init containers: [setup]");
        assertThat(log("web", "?container=none").body()).contains("container none is not valid for pod web");
        HttpResponse<String> waiting = log("web", "?container=waiting");
        assertThat(waiting.statusCode()).isEqualTo(400);
        assertThat(waiting.body()).contains("is waiting to start: ContainerCreating");
        assertThat(log("nothing", "").statusCode()).isEqualTo(404);
        assertThat(log("web", "?container=main&tailLines=-1").statusCode()).isEqualTo(422);
        assertThat(log("pending", "").body()).isEmpty();
    }

    @Test
    void aFollowedLogStreamsUntilItsReaderGoes() throws Exception {
        HttpClient client = fixture.client(null);
        HttpResponse<InputStream> response = client.send(
                fixture.request(
                                "/api/v1/namespaces/default/pods/web/log?container=main&follow=true",
                                GatewayFixture.ADMIN_TOKEN)
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(response.body().readNBytes(6)).isEqualTo("first\n".getBytes(StandardCharsets.UTF_8));
        assertThat(IS_FOLLOWED).isTrue();
        client.shutdownNow();
        Awaitility.await().untilAsserted(() -> assertThat(IS_FOLLOWED).isFalse());
    }
}

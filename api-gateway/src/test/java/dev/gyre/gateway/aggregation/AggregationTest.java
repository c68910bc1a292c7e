package dev.gyre.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.gateway.ApiGateway;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.HttpsBackend;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of the API that a real server on this machine serves, asked through the gateway. */
class AggregationTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String RESOURCES = """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"fun.example.com/v1","resources":[
             {"name":"games","singularName":"game","namespaced":true,"kind":"Game","verbs":["get","list"]},
             {"name":"games/status","singularName":"","namespaced":true,"kind":"Game","verbs":["get"]}]}""";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static TestAuthority authority;
    static HttpsBackend backend;
    static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        authority = new TestAuthority("extensions");
        backend = new HttpsBackend(fixture.vertx, directory, authority.issueFor("api.default.svc"));
        client = fixture.client(null);
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
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        backend.close();
        fixture.close();
    }

    @Test
    void whatTheGatewayServesIsListed() throws Exception {
        assertThat(call("GET", SERVICES + "/v1.apps", null))
                .contains("\"type\":\"Available\",\"status\":\"True\"")
                .contains("\"reason\":\"Local\"");
        assertThat(call("GET", SERVICES + "/v1.", null)).contains("\"groupPriorityMinimum\":18000");
        assertThat(call("GET", "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", null))
                .contains("\"requestheader-allowed-names\":\"[\\\"front-proxy-client\\\"]\"")
                .contains("the clients' authority");
    }

    @Test
    void whoIsBoundToTheReadersRoleLearnsWhomToBelieve() throws Exception {
        String config = "/api/v1/namespaces/kube-system/configmaps";
        String only = config + "?fieldSelector=metadata.name%3Dextension-apiserver-authentication";
        assertThat(status(only, "bob-token")).isEqualTo(403);
        call("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings", """
                {"metadata":{"name":"bob-reads"},"roleRef":{"kind":"Role","name":"extension-apiserver-authentication-reader"},
                 "subjects":[{"kind":"User","name":"bob"}]}""");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(status(only, "bob-token")).isEqualTo(200));
        assertThat(status(config + "/extension-apiserver-authentication", "bob-token"))
                .isEqualTo(200);
        assertThat(status(config, "bob-token")).as("all of them").isEqualTo(403);
    }

    private static int status(String path, String token) throws Exception {
        return send("GET", path, null, "application/json", token).statusCode();
    }

    @Test
    void whatOthersServeIsPassedOnOnceTheyAnswer() throws Exception {
        String path = "/apis/fun.example.com/v1";
        assertThat(call("POST", SERVICES, apiService())).contains("\"name\":\"v1.fun.example.com\"");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(call("GET", SERVICES + "/v1.fun.example.com", null))
                        .contains("\"reason\":\"ServiceNotFound\""));
        HttpResponse<String> early = send("GET", path + "/games", null, "application/json");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.body()).contains("service unavailable");

        backend.on(
                path,
                request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(RESOURCES));
        backend.on(
                path + "/namespaces/default/games",
                request -> request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end("{\"asked\":\"" + request.method() + "\",\"query\":\"" + request.query()
                                        + "\",\"user\":\""
                                        + request.getHeader("X-Remote-User") + "\",\"groups\":\""
                                        + request.headers().getAll("X-Remote-Group") + "\",\"credential\":\""
                                        + request.getHeader("Authorization") + "\",\"body\":" + body.length() + "}")));
        put("services", "{\"spec\":{\"ports\":[{\"name\":\"https\",\"port\":443}]}}");
        put("endpoints", """
                {"subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"name":"https","port":%d}]}]}""".formatted(backend.port()));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(call("GET", SERVICES + "/v1.fun.example.com", null))
                        .contains("\"reason\":\"Passed\""));

        assertThat(call("GET", path + "/namespaces/default/games?limit=3", null))
                .contains("\"asked\":\"GET\"")
                .contains("limit=3")
                .contains("\"user\":\"admin\"")
                .contains("system:masters")
                .contains("\"credential\":\"null\"");
        assertThat(call("POST", path + "/namespaces/default/games", "{\"a\":1}"))
                .contains("\"asked\":\"POST\"")
                .contains("\"body\":7");
        assertThat(call("GET", path, null)).contains("\"games/status\"");
        assertThat(call("GET", "/apis/fun.example.com", null)).contains("\"groupVersion\":\"fun.example.com/v1\"");
        assertThat(call("GET", "/apis", null))
                .contains("\"name\":\"fun.example.com\"")
                .contains("\"name\":\"apps\"");
        String aggregated = send(
                        "GET",
                        "/apis",
                        null,
                        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
                .body();
        assertThat(aggregated)
                .contains("\"resource\":\"games\"")
                .contains("\"subresource\":\"status\"")
                .contains("\"freshness\":\"Current\"");
        assertThat(send("GET", path + "/namespaces/default/games", null, "application/json", "bob-token")
                        .statusCode())
                .as("who may not ask the gateway is not passed on")
                .isEqualTo(403);
    }

    @Test
    void isCheckedBeforeItIsStored() throws Exception {
        assertThat(call("POST", SERVICES, """
                {"metadata":{"name":"wrong"},"spec":{"group":"fun.example.com","version":"v1","caBundle":"YQ==",
                 "insecureSkipTLSVerify":true,"service":{"namespace":"","name":"api"}}}"""))
                .contains("must be `spec.version+")
                .contains("spec.groupPriorityMinimum: Invalid value")
                .contains("spec.service.namespace: Required value")
                .contains("may not be true if caBundle is present");
    }

    private static String apiService() {
        return """
                {"metadata":{"name":"v1.fun.example.com"},"spec":{"group":"fun.example.com","version":"v1",
                 "groupPriorityMinimum":1000,"versionPriority":15,"caBundle":"%s",
                 "service":{"namespace":"default","name":"api"}}}""".formatted(authority.caBundle());
    }

    /** Past the API, which takes no address of this machine's own for an endpoint. */
    private static void put(String plural, String json) {
        fixture.store
                .write(new Write.Put(
                        ResourceKey.namespaced("", plural, "default", "api"),
                        0,
                        Json.readObject(json.getBytes(StandardCharsets.UTF_8)),
                        new Provenance("test", "test", "", Instant.EPOCH),
                        List.of(),
                        List.of()))
                .toCompletableFuture()
                .join();
    }

    private static String call(String method, String path, String body) throws Exception {
        return send(method, path, body, "application/json").body();
    }

    private static HttpResponse<String> send(String method, String path, String body, String accept) throws Exception {
        return send(method, path, body, accept, GatewayFixture.ADMIN_TOKEN);
    }

    private static HttpResponse<String> send(String method, String path, String body, String accept, String token)
            throws Exception {
        HttpRequest.BodyPublisher sent =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return client.send(
                fixture.request(path, token)
                        .timeout(Duration.ofSeconds(90))
                        .header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .method(method, sent)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

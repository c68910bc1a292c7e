package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gyre.gateway.client.HttpApiClient;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.ApiClient.TokenRequest;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tokens over the wire: who gets one for what, whom it is good for, and when it ends. */
class AccountTokensTest {

    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final ResourceKey DEFAULT = ResourceKey.namespaced("", "serviceaccounts", "default", "default");

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static HttpApiClient admin;
    static HttpApiClient node;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        admin = fixture.apiClient("admin", "system:masters", "gyre:components");
        node = fixture.apiClient("system:node:node-1", "system:nodes", "gyre:components");
        create(DEFAULT, "{'apiVersion':'v1','kind':'ServiceAccount','metadata':{'name':'default'}}");
        create(
                ResourceKey.clusterScoped("", "nodes", "node-1"),
                "{'apiVersion':'v1','kind':'Node','metadata':{'name':'node-1'}}");
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        node.close();
        fixture.close();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static ObjectNode create(ResourceKey key, String object) throws Exception {
        ObjectNode json = Json.readObject(object.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        Outcome outcome = await(admin.execute(new Command.Create(key, json, List.of()), ""));
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
        return ((Outcome.Committed) outcome).object();
    }

    /** Its uid. */
    private static String pod(String name, String nodeName) throws Exception {
        return create(
                        ResourceKey.namespaced("", "pods", "default", name),
                        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'},'spec':{'nodeName':'"
                                + nodeName + "','containers':[{'name':'c','image':'i'}],'volumes':[{'name':'v',"
                                + "'projected':{'sources':[{'serviceAccountToken':{'path':'v','audience':'vault'}}]}}]}}")
                .at("/metadata/uid")
                .asString();
    }

    private static Token token(String pod, String uid, String audience) throws Exception {
        return await(node.requestToken(DEFAULT, new TokenRequest(pod, uid, audience, 3607)));
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        try (HttpClient client = fixture.client(null)) {
            return client.send(
                    fixture.request(path, GatewayFixture.ADMIN_TOKEN)
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static ObjectNode review(String token, String audiences) throws Exception {
        String body = post(
                        "/apis/authentication.k8s.io/v1/tokenreviews",
                        "{'spec':{'token':'" + token + "','audiences':[" + audiences + "]}}")
                .body();
        return Json.readObject(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPodsTokenEndsWithThePod() throws Exception {
        Token token = token("goes", pod("goes", "node-1"), "");
        assertThat(fixture.get("/api/v1/namespaces/default/pods", token.value()).statusCode())
                .as("known, and without rights")
                .isEqualTo(403);
        await(admin.execute(
                new Command.Delete(
                        ResourceKey.namespaced("", "pods", "default", "goes"), null, null, null, 0L, List.of()),
                ""));
        assertThat(fixture.get("/api/v1/namespaces/default/pods", token.value()).statusCode())
                .isEqualTo(401);
        assertThat(review(token.value(), "").at("/status/authenticated").asBoolean(false))
                .isFalse();
    }

    @Test
    void aKubeletGetsTokensForItsOwnPodsAndTheirAudiencesAlone() throws Exception {
        String mine = pod("own", "node-1");
        String others = pod("others", "node-2");
        assertThat(token("own", mine, "vault").value()).isNotEmpty();
        assertThatThrownBy(() -> token("own", mine, "elsewhere")).hasMessageContaining("not found in pod spec volume");
        assertThatThrownBy(() -> token("others", others, ""))
                .hasMessageContaining("node requested token bound to a pod scheduled on a different node");
        assertThatThrownBy(() -> token("own", "", ""))
                .hasMessageContaining("node requested token with a pod binding without a uid");
        assertThatThrownBy(() -> token("own", others, "")).hasMessageContaining("different node");
    }

    @Test
    void aTokenIsGoodForItsAudienceAndNobodyElse() throws Exception {
        String value = token("audience", pod("audience", "node-1"), "vault").value();
        assertThat(fixture.get("/api/v1/namespaces/default/pods", value).statusCode())
                .isEqualTo(401);
        assertThat(review(value, "").at("/status/authenticated").asBoolean(false))
                .isFalse();
        ObjectNode reviewed = review(value, "'vault','other'");
        assertThat(reviewed.at("/status/authenticated").asBoolean()).isTrue();
        assertThat(reviewed.at("/status/audiences").toString()).isEqualTo("[\"vault\"]");
        assertThat(reviewed.at("/status/user/username").asString()).isEqualTo("system:serviceaccount:default:default");
        assertThat(reviewed.at("/status/user/extra/authentication.kubernetes.io~1pod-name/0")
                        .asString())
                .isEqualTo("audience");
        assertThat(reviewed.at("/status/user/extra/authentication.kubernetes.io~1node-name/0")
                        .asString())
                .isEqualTo("node-1");
    }

    @Test
    void aTokenBoundToASecretEndsWithIt() throws Exception {
        ResourceKey secret = ResourceKey.namespaced("", "secrets", "default", "bound");
        create(secret, "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'bound'}}");
        HttpResponse<String> answer = post(
                "/api/v1/namespaces/default/serviceaccounts/default/token",
                "{'spec':{'boundObjectRef':{'kind':'Secret','apiVersion':'v1','name':'bound'}}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        ObjectNode issued = Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(issued.at("/spec/audiences/0").asString()).isEqualTo(ISSUER);
        String token = issued.at("/status/token").asString();
        assertThat(review(token, "").at("/status/authenticated").asBoolean()).isTrue();
        await(admin.execute(new Command.Delete(secret, null, null, null, null, List.of()), ""));
        assertThat(review(token, "").at("/status/authenticated").asBoolean(false))
                .isFalse();
        assertThat(post(
                                "/api/v1/namespaces/default/serviceaccounts/default/token",
                                "{'spec':{'boundObjectRef':{'kind':'ConfigMap','name':'x'}}}")
                        .body())
                .contains("cannot bind token to object of type ConfigMap");
    }

    @Test
    void othersCanCheckATokenWithThePublishedKey() throws Exception {
        String account = token("checked", pod("checked", "node-1"), "").value();
        String configuration =
                fixture.get("/.well-known/openid-configuration", account).body();
        assertThat(configuration)
                .contains("\"issuer\":\"" + ISSUER + "\"", "\"jwks_uri\":\"" + ISSUER + "/openid/v1/jwks\"");
        JWKSet keys = JWKSet.parse(fixture.get("/openid/v1/jwks", account).body());
        SignedJWT jwt = SignedJWT.parse(account);
        ECKey key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
        assertThat(key.isPrivate()).isFalse();
        assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo(ISSUER);
        assertThat(fixture.get("/openid/v1/jwks", "bob-token").statusCode()).isEqualTo(403);
    }
}

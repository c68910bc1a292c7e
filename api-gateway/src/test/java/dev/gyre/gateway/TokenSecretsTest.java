package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that stand in Secrets: given, good, and gone with what they stand for. */
class TokenSecretsTest {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final UserInfo ADMIN = UserInfo.of("admin", "system:masters", "system:authenticated");

    @TempDir
    static Path directory;

    static GatewayFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    @Test
    void aSecretOfAnAccountIsGivenAGoodTokenAndGoesWithIt() throws Exception {
        send("POST", "serviceaccounts", "{'metadata':{'name':'builder'}}");
        send("POST", "configmaps", "{'metadata':{'name':'kube-root-ca.crt'},'data':{'ca.crt':'the authority'}}");
        create("builder-token", "builder");
        ObjectNode filled = await("builder-token", "/data/token");
        assertThat(decoded(filled, "/data/namespace")).isEqualTo("default");
        assertThat(decoded(filled, "/data/ca.crt")).isEqualTo("the authority");
        assertThat(filled.at("/metadata/annotations/kubernetes.io~1service-account.uid")
                        .asString())
                .isNotEmpty();

        String token = decoded(filled, "/data/token");
        assertThat(fixture.get("/version", token).statusCode()).isEqualTo(200);
        assertThat(fixture.get(NAMESPACE + "secrets", token).body())
                .contains("User \\\"system:serviceaccount:default:builder\\\" cannot list");

        send("DELETE", "serviceaccounts/builder", "");
        awaitGone("builder-token");
        assertThat(fixture.get("/version", token).statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenThatIsTakenOutIsPutInAgainAndTheOldOneStaysGoodForItsSecret() throws Exception {
        send("POST", "serviceaccounts", "{'metadata':{'name':'keeper'}}");
        create("keeper-token", "keeper");
        String token = decoded(await("keeper-token", "/data/token"), "/data/token");
        send("PATCH", "secrets/keeper-token", "{'data':{'token':null}}");
        assertThat(decoded(await("keeper-token", "/data/token"), "/data/token")).isNotEmpty();
        assertThat(fixture.get("/version", token).statusCode()).isEqualTo(200);
        send("DELETE", "secrets/keeper-token", "");
        awaitGone("keeper-token");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> fixture.get("/version", token).statusCode() == 401);
    }

    @Test
    void aSecretOfNobodyGoes() {
        create("nobody-token", "nobody");
        awaitGone("nobody-token");
    }

    private static void create(String name, String account) {
        send(
                "POST",
                "secrets",
                "{'metadata':{'name':'%s','annotations':{'kubernetes.io/service-account.name':'%s'}},'type':'kubernetes.io/service-account-token'}"
                        .formatted(name, account));
    }

    private static ObjectNode await(String secret, String pointer) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> send("GET", "secrets/" + secret, ""),
                        found -> !found.at(pointer).asString("").isEmpty());
    }

    private static void awaitGone(String secret) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> send("GET", "secrets/" + secret, "").path("code").asInt(0) == 404);
    }

    private static String decoded(ObjectNode secret, String pointer) {
        return new String(Base64.getDecoder().decode(secret.at(pointer).asString()), StandardCharsets.UTF_8);
    }

    private static ObjectNode send(String method, String path, String body) {
        return fixture.send(ADMIN, method, NAMESPACE + path, body);
    }
}

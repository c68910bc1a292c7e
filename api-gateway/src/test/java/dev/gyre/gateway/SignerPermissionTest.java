package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Whoever may write the subresource of a request for a certificate must also be somebody to its signer. */
class SignerPermissionTest {

    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final UserInfo ADMIN = UserInfo.of("admin", "system:masters", "system:authenticated");

    /** Of O=dev, CN=jane. */
    private static final String PEM =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTU1Bb0dBMVVFQ2d3RFpHVjJNUTB3Q3dZRFZRUUREQVJxWVc1bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVTUE5PTkxvTWNjdjkwbVM1cXhDVk5GZEt4Yk0yWXBlSXZaWEhvN1JtCnRQcTR4NTZ2emVPWmkvM2JkS0oyemhkK09CVU1tcmVOaUkxZEZSeWs1T1dhSmFBQU1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJUURnL09JZ2pCcVZQejl3TC91ekE2QU5iaGFTWTdjUU1oWllaM1lCQ2dvQ0xRSWdMMm5RZGh2Lwp4WVVxamZtRm11b3FvZnAvVkZSTTFsV3I3TDY4dWdzVlliVT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        for (String user : List.of("exact", "domain", "nobody")) {
            grant(
                    user,
                    "['certificatesigningrequests/approval','certificatesigningrequests/status']",
                    "['update','patch']",
                    "");
        }
        grant("exact", "['signers']", "['approve']", ",'resourceNames':['example.com/mine']");
        grant("domain", "['signers']", "['approve','sign']", ",'resourceNames':['example.com/*']");
        ask("mine", "example.com/mine");
        ask("yours", "example.com/yours");
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    @Test
    void approvingTakesTheVerbOnTheSignerOrItsDomain() {
        assertThat(approve("nobody", "mine").path("message").asString())
                .isEqualTo("certificatesigningrequests.certificates.k8s.io \"mine\" is forbidden: user not permitted to"
                        + " approve requests with signerName \"example.com/mine\"");
        assertThat(approve("exact", "yours").path("code").asInt()).isEqualTo(403);
        assertThat(approve("exact", "mine").path("kind").asString()).isEqualTo("CertificateSigningRequest");
        assertThat(approve("domain", "yours").path("kind").asString()).isEqualTo("CertificateSigningRequest");
    }

    @Test
    void signingTakesAnotherVerb() {
        String failed = "{'status':{'conditions':[{'type':'Failed','status':'True'}]}}";
        assertThat(patch("exact", "mine/status", failed).path("message").asString())
                .contains("user not permitted to sign requests with signerName \"example.com/mine\"");
        assertThat(patch("domain", "mine/status", "{'status':{}}").path("kind").asString())
                .isEqualTo("CertificateSigningRequest");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(approve("exact", "nothing").path("code").asInt()).isEqualTo(404);
    }

    private static ObjectNode approve(String user, String name) {
        return patch(user, name + "/approval", "{'status':{'conditions':[{'type':'Approved','status':'True'}]}}");
    }

    private static ObjectNode patch(String user, String path, String patch) {
        return send(UserInfo.of(user, "system:authenticated"), "PATCH", REQUESTS + "/" + path, patch);
    }

    private static void ask(String name, String signer) {
        ObjectNode created = send(
                ADMIN,
                "POST",
                REQUESTS,
                "{'metadata':{'name':'%s'},'spec':{'request':'%s','signerName':'%s','usages':['client auth']}}"
                        .formatted(name, PEM, signer));
        assertThat(created.path("kind").asString()).isEqualTo("CertificateSigningRequest");
    }

    private static void grant(String user, String resources, String verbs, String names) {
        String name = user + "-" + Integer.toHexString(resources.hashCode());
        String rule =
                "{'apiGroups':['certificates.k8s.io'],'resources':%s,'verbs':%s%s}".formatted(resources, verbs, names);
        send(ADMIN, "POST", RBAC + "clusterroles", "{'metadata':{'name':'%s'},'rules':[%s]}".formatted(name, rule));
        ObjectNode bound = send(
                ADMIN,
                "POST",
                RBAC + "clusterrolebindings",
                ("{'metadata':{'name':'%s'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':"
                                + "'%s'},'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'%s'}]}")
                        .formatted(name, name, user));
        assertThat(bound.path("kind").asString()).isEqualTo("ClusterRoleBinding");
    }

    private static ObjectNode send(UserInfo user, String method, String path, String body) {
        return fixture.send(user, method, path, body);
    }
}

package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.Kubectl;
import dev.gyre.schemas.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kubectl, old and new, makes of discovery, OpenAPI and the reviews. */
class KubectlDiscoveryIT {

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static List<Kubectl> kubectls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory, (request, info) -> {
            throw new StatusException(new Status(404, "NotFound", "there are no objects here", null));
        });
        kubectls = Kubectl.all(
                directory, fixture.uri("").toString(), directory.resolve("ca.crt"), GatewayFixture.ADMIN_TOKEN);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    static List<Kubectl> kubectls() {
        return kubectls;
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void showsTheVersion(Kubectl kubectl) throws Exception {
        Kubectl.Result version = kubectl.run("version", "-o", "json");
        assertThat(version.exit()).as(version.output()).isZero();
        assertThat(version.output()).contains("\"gitVersion\": \"v1.32.0+gyre.0.1.0\"");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void listsTheResources(Kubectl kubectl) throws Exception {
        Kubectl.Result resources = kubectl.run("api-resources", "-o", "wide");
        assertThat(resources.exit()).as(resources.output()).isZero();
        assertThat(resources.output())
                .contains("deployments", "deploy", "selfsubjectaccessreviews", "rolebindings", "configmaps");
        Kubectl.Result versions = kubectl.run("api-versions");
        assertThat(versions.output()).contains("apps/v1", "rbac.authorization.k8s.io/v1");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void reviewsAccess(Kubectl kubectl) throws Exception {
        assertThat(kubectl.run("auth", "can-i", "delete", "pods").output()).contains("yes");
        assertThat(kubectl.run("auth", "can-i", "delete", "pods", "--as", "nobody")
                        .output())
                .contains("no");
        Kubectl.Result rules = kubectl.run("auth", "can-i", "--list", "--as", "system:kube-scheduler");
        assertThat(rules.exit()).as(rules.output()).isZero();
        assertThat(rules.output()).contains("pods/binding", "[create]");
        if (kubectl.isAtLeast(28)) {
            Kubectl.Result whoami = kubectl.run("auth", "whoami");
            assertThat(whoami.output()).contains("admin", "system:masters");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void explainsFields(Kubectl kubectl) throws Exception {
        Kubectl.Result explained = kubectl.run("explain", "deployment.spec.strategy.rollingUpdate");
        assertThat(explained.exit()).as(explained.output()).isZero();
        assertThat(explained.output()).contains("maxSurge", "maxUnavailable");
        Kubectl.Result recursive = kubectl.run("explain", "pods", "--recursive");
        assertThat(recursive.output()).contains("containers", "livenessProbe");
        assertThat(kubectl.run("explain", "statefulset.spec.updateStrategy").output())
                .contains("rollingUpdate", "type");
        assertThat(kubectl.run("explain", "cronjob.spec.jobTemplate.spec").output())
                .contains("backoffLimit", "template");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void validatesAManifestBeforeItIsSent(Kubectl kubectl) throws Exception {
        Path good = Files.writeString(directory.resolve("good.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, labels: {a: b}}
                spec:
                  replicas: 2
                  selector: {matchLabels: {a: b}}
                  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}
                  template:
                    metadata: {labels: {a: b}}
                    spec:
                      containers:
                      - name: c
                        image: i
                        ports: [{containerPort: 80}]
                        resources: {limits: {cpu: 1, memory: 64Mi}}
                        livenessProbe: {httpGet: {port: 80, path: /}}
                """);
        Kubectl.Result valid = kubectl.run("create", "--dry-run=client", "--validate=true", "-f", good.toString());
        assertThat(valid.exit()).as(valid.output()).isZero();
        Path bad = Files.writeString(
                directory.resolve("bad.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndatas: {a: b}\n");
        if (!kubectl.isAtLeast(25)) {
            Kubectl.Result invalid = kubectl.run("create", "--dry-run=client", "--validate=true", "-f", bad.toString());
            assertThat(invalid.exit()).isNotZero();
            assertThat(invalid.output()).contains("unknown field \"datas\"");
        }
    }
}

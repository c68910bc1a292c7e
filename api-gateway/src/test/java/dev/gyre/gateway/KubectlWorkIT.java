package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.Kubectl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's first minutes with kubectl, old and new, against the whole gateway over a store in memory. */
class KubectlWorkIT {

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: tabs.%1$s}
            spec:
              group: %1$s
              scope: Cluster
              names: {plural: tabs, singular: tab, kind: Tab}
              versions:
              - name: v1
                served: true
                storage: true
                additionalPrinterColumns: [{name: Letter, type: string, jsonPath: .spec.letter}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties: {spec: {type: object, properties: {letter: {type: string}}}}
            """;

    private static final String TAB = """
            apiVersion: %s/v1
            kind: Tab
            metadata: {name: t}
            spec: {letter: %s}
            """;

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static List<Kubectl> kubectls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
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
    void appliesChangesShowsAndDeletes(Kubectl kubectl) throws Exception {
        String namespace = "team-" + kubectl.version().replace('.', '-');
        succeeds(kubectl.run("create", "namespace", namespace));
        Path manifest = Files.writeString(
                kubectl.home().resolve("config.yaml"),
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n");
        assertThat(succeeds(kubectl.run("apply", "-n", namespace, "-f", manifest.toString())))
                .contains("configmap/settings created");
        assertThat(succeeds(kubectl.run("apply", "-n", namespace, "-f", manifest.toString())))
                .contains("configmap/settings unchanged");
        Files.writeString(
                manifest,
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: red, size: large}\n");
        assertThat(succeeds(kubectl.run("apply", "-n", namespace, "-f", manifest.toString())))
                .contains("configmap/settings configured");
        assertThat(succeeds(kubectl.run("get", "configmap", "settings", "-n", namespace)))
                .contains("NAME", "DATA", "AGE", "settings", "2");
        assertThat(succeeds(kubectl.run("get", "cm", "settings", "-n", namespace, "-o", "jsonpath={.data.colour}")))
                .isEqualTo("red");
        succeeds(kubectl.run("label", "cm", "settings", "-n", namespace, "team=a"));
        assertThat(succeeds(kubectl.run("describe", "cm", "settings", "-n", namespace)))
                .contains("team=a", "colour");
        assertThat(succeeds(kubectl.run("get", "all,cm", "-n", namespace))).contains("configmap/settings");
        assertThat(succeeds(kubectl.run("delete", "cm", "settings", "-n", namespace)))
                .contains("\"settings\" deleted");
        assertThat(kubectl.run("get", "cm", "settings", "-n", namespace).output())
                .contains("Error from server (NotFound): configmaps \"settings\" not found");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void appliesAKindOfOnesOwn(Kubectl kubectl) throws Exception {
        String group = "v" + kubectl.version().replace('.', '-') + ".example.com";
        Path definition = Files.writeString(kubectl.home().resolve("definition.yaml"), DEFINITION.formatted(group));
        succeeds(kubectl.run("apply", "-f", definition.toString()));
        succeeds(kubectl.run("wait", "--for=condition=Established", "crd/tabs." + group));
        Path tab = Files.writeString(kubectl.home().resolve("tab.yaml"), TAB.formatted(group, "a"));
        assertThat(succeeds(kubectl.run("apply", "-f", tab.toString()))).contains("/t created");
        assertThat(succeeds(kubectl.run("apply", "-f", tab.toString()))).contains("unchanged");
        Files.writeString(tab, TAB.formatted(group, "b"));
        assertThat(succeeds(kubectl.run("apply", "-f", tab.toString()))).contains("configured");
        assertThat(succeeds(kubectl.run("get", "tabs." + group))).contains("LETTER", "b");
        assertThat(succeeds(kubectl.run("explain", "tabs.spec", "--api-version=" + group + "/v1")))
                .contains("letter");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void deploysAndScales(Kubectl kubectl) throws Exception {
        String name = "web-" + kubectl.version().replace('.', '-');
        succeeds(kubectl.run("create", "deployment", name, "--image=web:1", "--replicas=2"));
        assertThat(succeeds(kubectl.run("get", "deployment", name))).contains("READY", "UP-TO-DATE", "0/2");
        succeeds(kubectl.run("scale", "deployment", name, "--replicas=5"));
        assertThat(succeeds(kubectl.run("get", "deploy", name, "-o", "jsonpath={.spec.replicas}")))
                .isEqualTo("5");
        succeeds(kubectl.run("set", "image", "deployment/" + name, "web=web:2"));
        assertThat(succeeds(kubectl.run("get", "deploy", name, "-o", "jsonpath={..image}")))
                .isEqualTo("web:2");
        succeeds(kubectl.run("delete", "deployment", name));
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void grantsRightsToAServiceAccountThatThenHasThem(Kubectl kubectl) throws Exception {
        String account = "reader-" + kubectl.version().replace('.', '-');
        String user = "system:serviceaccount:default:" + account;
        succeeds(kubectl.run("create", "serviceaccount", account));
        assertThat(kubectl.run("get", "pods", "--as", user).output())
                .contains("pods is forbidden: User \"" + user
                        + "\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        succeeds(kubectl.run(
                "create", "rolebinding", account, "--clusterrole=view", "--serviceaccount=default:" + account));
        assertThat(succeeds(kubectl.run("get", "pods", "--as", user))).contains("No resources found");
        assertThat(kubectl.run("get", "pods", "-n", "kube-system", "--as", user).exit())
                .isNotZero();
        if (kubectl.isAtLeast(24)) {
            String token = succeeds(kubectl.run("create", "token", account)).strip();
            assertThat(fixture.get("/api/v1/namespaces/default/pods", token).statusCode())
                    .isEqualTo(200);
            assertThat(fixture.get("/api/v1/namespaces/default/secrets", token).statusCode())
                    .isEqualTo(403);
            succeeds(kubectl.run("delete", "serviceaccount", account));
            assertThat(fixture.get("/api/v1/namespaces/default/pods", token).statusCode())
                    .isEqualTo(401);
        }
    }

    private static String succeeds(Kubectl.Result result) {
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }
}

package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code why} and {@code events} on a real log, about things that are there, that wait, and that are gone. */
class QuestionsIT {

    private static final String OBJECTS = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 1
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers: [{name: main, image: "gyre/web:1"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: big
            spec:
              containers: [{name: main, image: "gyre/web:1", resources: {requests: {cpu: "9000"}}}]
            """;

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data, "--nodes", "0", "--simulated-nodes", "2");
        cluster.up();
        kubectl = cluster.kubectl();
        kubectl.apply(OBJECTS);
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        kubectl.run("wait", "--for=condition=PodScheduled=false", "pod/big", "--timeout=60s");
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @Test
    void aPodLeadsBackToWhoMadeItsDeployment() {
        String pod = kubectl.run("get", "pods", "-l", "app=web", "-o", "name")
                .lines()
                .findFirst()
                .orElseThrow();

        assertThat(cluster.ask("why", pod).succeeded().stdout())
                .containsPattern(
                        "it was created because of kubernetes-admin \\(revision \\d+, deployments.apps/default/web: created\\)")
                .containsPattern("placed on simulated-node-\\d")
                .contains("by scheduler");
    }

    @Test
    void whoIsPendingSaysWhatItWaitsFor() {
        assertThat(cluster.ask("why", "po/big").succeeded().stdout())
                .contains("is pending: no node takes it", "2 Insufficient cpu");
    }

    @Test
    void whatIsGoneIsStillKnown() {
        kubectl.run("create", "configmap", "gone", "--from-literal=a=b");
        kubectl.run("delete", "configmap", "gone");

        JsonNode story = Json.readObject(
                cluster.ask("why", "cm/gone", "-o", "json").succeeded().stdout().getBytes(StandardCharsets.UTF_8));
        assertThat(story.path("standing").path(0).asString()).isEqualTo("is gone");
        assertThat(story.path("turns")).hasSize(2);
        assertThat(story.path("turns").path(1).path("cause").path("user").asString())
                .isEqualTo("kubernetes-admin");

        String listed = cluster.ask("events", "configmap/gone", "-o", "json")
                .succeeded()
                .stdout();
        assertThat(listed.lines()
                        .map(line -> Json.readObject(line.getBytes(StandardCharsets.UTF_8))
                                .path("change")
                                .asString()))
                .containsExactly("added", "deleted");
        assertThat(cluster.ask("events", "-n", "default", "--tail", "1")
                        .succeeded()
                        .stdout()
                        .lines())
                .hasSize(2);
    }

    @Test
    void thePastIsServedToAnOrdinaryKubectlAndCanOnlyBeRead() {
        kubectl.run("create", "configmap", "then", "--from-literal=weather=rain");
        kubectl.run("create", "secret", "generic", "hidden", "--from-literal=word=sesame");
        String revision = kubectl.run("get", "configmap", "then", "-o", "jsonpath={.metadata.resourceVersion}");
        String later = kubectl.run("get", "secret", "hidden", "-o", "jsonpath={.metadata.resourceVersion}");
        kubectl.run("patch", "configmap", "then", "-p", "{\"data\":{\"weather\":\"sun\"}}");
        kubectl.run("delete", "secret", "hidden");

        String binary = Kubectl.newest().toString();
        assertThat(asOf(
                                revision,
                                binary,
                                "get",
                                "configmap",
                                "then",
                                "-o",
                                "jsonpath={.data.weather}{.metadata.resourceVersion}")
                        .succeeded()
                        .stdout())
                .isEqualTo("rain" + revision);
        assertThat(asOf(revision, binary, "get", "secret", "hidden").stderr()).contains("NotFound");
        assertThat(asOf(later, binary, "get", "secret", "hidden", "-o", "yaml")
                        .succeeded()
                        .stdout())
                .contains("name: hidden")
                .doesNotContain("word", "c2VzYW1l");
        assertThat(asOf(revision, binary, "get", "nodes").succeeded().stdout()).contains("simulated-node-1   Ready");
        assertThat(asOf(revision, binary, "auth", "can-i", "list", "pods", "--as", "somebody")
                        .stdout())
                .startsWith("no");
        assertThat(asOf(revision, binary, "delete", "configmap", "then")).satisfies(result -> {
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.stderr())
                    .contains("this is the cluster as it was at revision " + revision + "; it can only be read");
        });

        assertThat(cluster.ask("diff", revision, later, "-n", "default").stdout())
                .contains("+ secrets/default/hidden\n");
        assertThat(cluster.ask("as-of", "99999999").stderr())
                .startsWith("gyre: the log has not come to revision 99999999 yet; it is complete up to revision ");
    }

    private static Shell.Result asOf(String moment, String... command) {
        String[] arguments = new String[command.length + 2];
        arguments[0] = moment;
        arguments[1] = "--";
        System.arraycopy(command, 0, arguments, 2, command.length);
        return cluster.ask("as-of", arguments);
    }

    @Test
    void theLogProvesThatItIsCompleteAlsoAgainstEtcd() {
        assertThat(cluster.ask("events", "--verify").succeeded().stdout())
                .startsWith("complete: ")
                .contains("against etcd: revisions ")
                .endsWith("the log and etcd say the same\n");
    }

    @Test
    void aPartOfTheLogInAFileAnswersTheSameElsewhere(@TempDir Path elsewhere) {
        kubectl.run("create", "configmap", "weather", "--from-literal=sky=blue", "--from-literal=word=sesame");
        String good = kubectl.run("get", "configmap", "weather", "-o", "jsonpath={.metadata.resourceVersion}");
        kubectl.run("label", "configmap", "weather", "town=here");
        kubectl.run("patch", "configmap", "weather", "-p", "{\"data\":{\"sky\":\"grey\"}}");
        String broken = kubectl.run("get", "configmap", "weather", "-o", "jsonpath={.metadata.resourceVersion}");
        kubectl.run("label", "configmap", "weather", "town=there", "--overwrite");
        String bad = kubectl.run("get", "configmap", "weather", "-o", "jsonpath={.metadata.resourceVersion}");
        String file = elsewhere.resolve("part.gyre").toString();

        cluster.ask("events", "--export", file, "--redact", "data.word").succeeded();

        assertThat(cluster.ask("why", "pod/big", "--log", file).succeeded().stdout())
                .isEqualTo(cluster.ask("why", "pod/big").succeeded().stdout())
                .contains("2 of 2 nodes refused by NodeResourcesFit: Insufficient cpu");
        assertThat(cluster.ask("events", "configmap/weather", "--log", file, "-o", "json")
                        .succeeded()
                        .stdout())
                .contains("\"sky\":\"blue\"")
                .doesNotContain("sesame");
        assertThat(cluster.ask("replay", file).succeeded().stdout())
                .containsPattern("revisions 0 to \\d+: \\d{2,} decisions are the same, 0 are different");
        String isBlue = Kubectl.newest() + " get configmap weather -o jsonpath={.data.sky} | grep -q blue";
        assertThat(cluster.ask("bisect", good, bad, "--log", file, "--", "sh", "-c", isBlue)
                        .succeeded()
                        .stdout())
                .isEqualTo(cluster.ask("bisect", "--log", file, "--", "sh", "-c", isBlue)
                        .succeeded()
                        .stdout())
                .contains("the first bad change is revision " + broken + ", configmaps/default/weather")
                .contains("data.sky: blue -> grey")
                .contains("by kubernetes-admin, request ");
    }

    @Test
    void whatCannotBeAnsweredIsALine() {
        assertThat(cluster.ask("why", "pod/nobody")).satisfies(result -> {
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.stderr()).isEqualTo("gyre: the log knows nothing of pods/default/nobody\n");
        });
        assertThat(cluster.ask("why", "nothing/x").stderr()).isEqualTo("gyre: there is no kind \"nothing\"\n");
    }
}

package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/** The main job as a new user does it: up with the example, then plain kubectl, with real containers underneath. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobIT {

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data);
        cluster.up("examples/web.yaml");
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void down() {
        cluster.close();
        assertThat(cluster.containers().all()).as("containers left after down").isEmpty();
    }

    @Test
    @Order(1)
    void threePodsAnswerHttpOnTheirOwnIps() {
        List<String> ips = podIps();
        assertThat(ips).hasSize(3).doesNotHaveDuplicates();
        assertThat(ips).allSatisfy(ip -> assertThat(httpStatus(ip)).isEqualTo(200));
    }

    /** A container that Gyre knows nothing of, beside the pods. */
    @Test
    @Order(2)
    void aClientOnThePodNetworkReachesEveryPod() {
        String network = cluster.containers().networks().getFirst();
        assertThat(podIps()).allSatisfy(ip -> {
            try (GenericContainer<?> client = new GenericContainer<>(DockerImageName.parse("gyre/busybox:1"))
                    .withImagePullPolicy(image -> false)
                    .withNetworkMode(network)
                    .withLabel("gyre.run", cluster.run())
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofSeconds(20)))
                    .withCommand("sh", "-c", "printf 'GET /hostname HTTP/1.0\\r\\n\\r\\n' | nc -w 5 " + ip + " 80")) {
                client.start(); // with nc, since Debian's static busybox crashes in wget
                assertThat(client.getLogs()).contains("200 OK", "web-");
            }
        });
    }

    @Test
    @Order(2)
    void getShowsWhatPeopleKnow() {
        assertThat(kubectl.run("get", "deployment", "web"))
                .containsPattern("NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +3/3 +3 +3 ");
        assertThat(kubectl.run("get", "pods", "-o", "wide")).contains("NOMINATED NODE", "Running", "1/1");
        assertThat(kubectl.run("describe", "deployment", "web")).contains("ScalingReplicaSet");
        assertThat(kubectl.run("describe", "pods", "-l", "app=web")).contains("Scheduled", "Started");
        assertThat(kubectl.run("get", "nodes")).contains("Ready");
    }

    @Test
    @Order(3)
    void logsShowTheRequests() {
        podIps().forEach(MainJobIT::httpStatus);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(kubectl.run("logs", "deployment/web", "--tail=5"))
                        .contains("GET /"));
    }

    @Test
    @Order(4)
    void aKilledContainerIsRestartedAndCounted() {
        String container = cluster.containers().running().stream()
                .filter(candidate -> candidate.name().equals("web"))
                .findFirst()
                .orElseThrow()
                .id();
        Containers.docker("kill", container);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kubectl.run(
                                "get",
                                "pods",
                                "-l",
                                "app=web",
                                "-o",
                                "jsonpath={.items[*].status.containerStatuses[0].restartCount}"))
                        .contains("1"));
        kubectl.run("wait", "--for=condition=Available", "deployment/web", "--timeout=60s");
    }

    @Test
    @Order(5)
    void aRolloutCanBeWatchedAndUndone() {
        kubectl.run("set", "env", "deployment/web", "GREETING=hello");
        assertThat(kubectl.run("rollout", "status", "deployment/web", "--timeout=120s"))
                .contains("successfully rolled out");
        assertThat(kubectl.run("rollout", "history", "deployment/web")).containsPattern("(?s)1 .*2 ");
        kubectl.run("rollout", "undo", "deployment/web");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=120s");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].env}"))
                .isEmpty();
    }

    @Test
    @Order(6)
    void scaleLabelPatchAndWait() {
        kubectl.run("scale", "deployment/web", "--replicas=5");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=120s");
        // Pods of the rollout before may still be on their way out.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(podIps()).hasSize(5).doesNotHaveDuplicates());
        kubectl.run("label", "deployment", "web", "tier=front");
        assertThat(kubectl.run("get", "deployments", "-l", "tier=front", "-o", "name"))
                .contains("deployment.apps/web");
        kubectl.run("patch", "deployment", "web", "-p", "{\"spec\":{\"replicas\":2}}");
        await().atMost(Duration.ofSeconds(60)).until(() -> podIps().size() == 2);
    }

    @Test
    @Order(7)
    void everyKubectlOfThisMachineIsServed() {
        for (Path binary : Kubectl.versions()) {
            Kubectl version = cluster.kubectl(binary);
            assertThat(version.run("get", "pods")).as(binary.toString()).contains("Running");
            version.apply("""
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: settings
                    data:
                      from: %s
                    """.formatted(binary.getFileName()));
            assertThat(version.run("get", "configmap", "settings", "-o", "jsonpath={.data.from}"))
                    .isEqualTo(binary.getFileName().toString());
        }
    }

    @Test
    @Order(8)
    void deletingTheDeploymentDeletesAllOfIt() {
        kubectl.run("delete", "deployment", "web");
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(kubectl.run("get", "pods,replicasets", "-o", "name"))
                        .isEmpty());
    }

    private static List<String> podIps() {
        return List.of(kubectl.run(
                        "get",
                        "pods",
                        "-l",
                        "app=web",
                        "-o",
                        "jsonpath={range .items[?(@.status.phase==\"Running\")]}{.status.podIP}{\"\\n\"}{end}")
                .strip()
                .split("\n"));
    }

    private static int httpStatus(String ip) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + ip + "/"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole JVM is killed in the middle of a rollout, twice, at different moments; {@code up} takes up where it was. */
class CrashIT {

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
    }

    @Test
    void aRolloutThatWasKilledHalfwayEndsInTheDesiredState() throws Exception {
        kubectl.run("set", "env", "deployment/web", "GREETING=first");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> startedWith("first") > 0);
        killAndUpAgain("first");

        kubectl.run("set", "env", "deployment/web", "GREETING=second");
        // Earlier: the pods are there and nothing has started yet.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !podsWith("second").isEmpty());
        killAndUpAgain("second");

        try (ClusterLog log = cluster.log()) {
            log.awaitComplete(cluster.history());
        }
    }

    private static void killAndUpAgain(String greeting) throws Exception {
        cluster.kill9();
        cluster.up();
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(lines("{.items[*].metadata.uid}")).hasSize(3);
            assertThat(podsWith(greeting)).hasSize(3);
            assertEveryContainerBelongsToAPod();
        });
    }

    /** No container twice, none left over, and the pods' own all there. */
    private static void assertEveryContainerBelongsToAPod() {
        List<String> uids = lines("{.items[*].metadata.uid}");
        assertThat(cluster.containers().running().stream()
                        .map(Containers.Container::role)
                        .toList())
                .doesNotHaveDuplicates()
                .containsAll(uids.stream().map(uid -> uid + "/web").toList());
        assertThat(cluster.containers().all())
                .allSatisfy(container -> assertThat(uids).contains(container.podUid()));
    }

    private static long startedWith(String greeting) {
        return lines("{.items[?(@.spec.containers[0].env[0].value==\"" + greeting
                        + "\")].status.containerStatuses[0].state.running.startedAt}")
                .size();
    }

    private static List<String> podsWith(String greeting) {
        return lines("{.items[?(@.spec.containers[0].env[0].value==\"" + greeting + "\")].metadata.uid}");
    }

    private static List<String> lines(String jsonpath) {
        String found = kubectl.run("get", "pods", "-o", "jsonpath=" + jsonpath).strip();
        return found.isEmpty() ? List.of() : List.of(found.split(" "));
    }
}

package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred kubelets in one JVM, with the real API, log, controllers and scheduler around them. */
class SimulatedNodesIT {

    private static final Duration BOUND = Duration.ofSeconds(90);

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: many
            spec:
              replicas: 500
              selector:
                matchLabels: {app: many}
              template:
                metadata:
                  labels: {app: many}
                spec:
                  containers:
                    - name: main
                      image: gyre/web:%d
                      resources:
                        requests: {cpu: 100m}
            """;

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data, "--nodes", "0", "--simulated-nodes", "200");
        cluster.up();
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @Test
    void fiveHundredPodsBecomeAvailableAndAreRolledOut() throws Exception {
        assertThat(kubectl.run("get", "nodes", "-o", "name").lines()).hasSize(200);
        rollOut(1);
        rollOut(2);
        assertThat(List.of(kubectl.run("get", "pods", "-o", "jsonpath={.items[*].spec.containers[0].image}")
                        .split(" ")))
                .hasSize(500)
                .containsOnly("gyre/web:2");
        assertThat(List.of(kubectl.run("get", "pods", "-o", "jsonpath={.items[*].status.podIP}")
                        .split(" ")))
                .hasSize(500)
                .doesNotHaveDuplicates();
        try (ClusterLog log = cluster.log()) {
            log.awaitComplete(cluster.history());
        }
    }

    private static void rollOut(int version) {
        Instant begin = Instant.now();
        kubectl.apply(DEPLOYMENT.formatted(version));
        kubectl.run("rollout", "status", "deployment/many", "--timeout=" + BOUND.toSeconds() + "s");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(BOUND);
    }
}

package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** Services as people use them, with real containers and the kernel's own forwarding. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServicesIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int NODE_PORT = 31_357;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: NodePort
              selector: {app: web}
              ports: [{port: 8080, targetPort: 80, nodePort: %d}]
            """.formatted(NODE_PORT);

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;
    private static Firewall firewall;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data);
        cluster.up();
        kubectl = cluster.kubectl();
        firewall = Firewall.of(cluster);
        kubectl.apply(WebDeployment.manifest(3));
        kubectl.apply(SERVICE);
        await().atMost(SOON).until(() -> HttpLoad.ask(clusterIp(), 8080).equals("200"));
    }

    @AfterAll
    static void down() {
        cluster.close();
        assertThat(firewall.traces())
                .as("what the kernel says of the cluster after down")
                .isEmpty();
    }

    private static String clusterIp() {
        return kubectl.run("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    }

    @Test
    @Order(1)
    void aServiceIsReachedFromTheHostFromPodsAndByItsNodePort() {
        assertThat(HttpLoad.ask(clusterIp(), 8080)).isEqualTo("200");
        assertThat(HttpLoad.ask("127.0.0.1", NODE_PORT)).isEqualTo("200");
        String hostIp = kubectl.run(
                "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address}");
        assertThat(HttpLoad.ask(hostIp, NODE_PORT)).isEqualTo("200");
        assertThat(fromAStranger("bridge", hostIp, NODE_PORT)).contains("200 OK");
        assertThat(fromAStranger(cluster.containers().networks().getFirst(), clusterIp(), 8080))
                .contains("200 OK");
    }

    /** A container that Gyre knows nothing of. */
    private static String fromAStranger(String network, String ip, int port) {
        return Containers.docker(
                "run",
                "--rm",
                "--network",
                network,
                "--label",
                "gyre.run=" + cluster.run(),
                "gyre/busybox:1",
                "sh",
                "-c",
                "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 20 " + ip + " " + port);
    }

    @Test
    @Order(2)
    void withoutPodsAServiceRefusesAndWithThemItAnswersAgain() {
        kubectl.run("scale", "deployment/web", "--replicas=0");
        await().atMost(SOON).until(() -> HttpLoad.ask(clusterIp(), 8080).contains("refused"));
        await().atMost(SOON).until(() -> HttpLoad.ask("127.0.0.1", NODE_PORT).contains("refused"));
        kubectl.run("scale", "deployment/web", "--replicas=3");
        await().atMost(SOON).until(() -> HttpLoad.ask(clusterIp(), 8080).equals("200"));
        kubectl.run("rollout", "status", "deployment/web", "--timeout=120s");
    }

    @Test
    @Order(3)
    void aRollingUpdateUnderLoadDropsNoRequest() {
        try (HttpLoad load = HttpLoad.start(4, List.of(clusterIp() + ":8080", "127.0.0.1:" + NODE_PORT))) {
            load.awaitMore(200);
            for (int round = 1; round <= 2; round++) {
                kubectl.run("set", "env", "deployment/web", "ROUND=" + round);
                kubectl.run("rollout", "status", "deployment/web", "--timeout=180s");
            }
            load.awaitMore(200);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(4)
    void rulesSurviveAKilledAgentAndTheNextOneTakesThemOver() throws Exception {
        String ip = clusterIp();
        cluster.kill9();
        assertThat(HttpLoad.ask(ip, 8080))
                .as("with nobody there to keep the rules")
                .isEqualTo("200");
        try (HttpLoad load = HttpLoad.start(2, List.of(ip + ":8080"))) {
            load.awaitMore(50);
            cluster.up();
            kubectl.run("rollout", "status", "deployment/web", "--timeout=180s");
            load.awaitMore(50);
            assertThat(load.failures()).isEmpty();
        }
        kubectl.run("scale", "deployment/web", "--replicas=1");
        await().atMost(SOON).until(() -> firewall.rules().contains("dnat to 1"));
    }

    @Test
    @Order(5)
    void aTableThatSomebodyRemovedComesBack() {
        new Shell(java.util.Map.of())
                .run("nft", "delete", "table", "ip", firewall.table())
                .succeeded();
        await().atMost(SOON).until(() -> HttpLoad.ask(clusterIp(), 8080).equals("200"));
    }
}

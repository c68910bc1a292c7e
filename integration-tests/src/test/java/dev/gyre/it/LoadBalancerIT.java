package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Services of type {@code LoadBalancer} out of a pool of two addresses that this machine has not had before. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoadBalancerIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String FIRST = "198.51.100.77";
    private static final String SECOND = "198.51.100.78";

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;
    private static Firewall firewall;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data, "--load-balancer-pool", FIRST + "-" + SECOND);
        cluster.up();
        kubectl = cluster.kubectl();
        firewall = Firewall.of(cluster);
        kubectl.apply(WebDeployment.manifest(2));
        kubectl.run("rollout", "status", "deployment/web", "--timeout=120s");
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    private static void service(String name, int port, String more) {
        kubectl.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s}
                spec:
                  type: LoadBalancer
                  selector: {app: web}
                  ports: [{port: %d, targetPort: 80}]
                  %s
                """.formatted(name, port, more));
    }

    /** The column EXTERNAL-IP. */
    private static String externalIp(String name) {
        return kubectl.run("get", "service", name, "--no-headers").split(" +")[3];
    }

    private static void awaitAnswer(String ip, int port) {
        await().atMost(SOON).until(() -> HttpLoad.ask(ip, port).equals("200"));
    }

    @Test
    @Order(1)
    void aServiceIsReachedAtItsAddressFromTheHostFromPodsAndFromElsewhere() {
        service("one", 8480, "");
        await().atMost(SOON).until(() -> externalIp("one").equals(FIRST));
        awaitAnswer(FIRST, 8480);
        assertThat(fromAStranger(FIRST, 8480)).contains("200 OK");
        String pod = kubectl.run("get", "pods", "-l", "app=web", "-o", "name")
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(kubectl.run("exec", pod, "--", "wget", "-qO-", "http://" + FIRST + ":8480/healthz"))
                .contains("ok");
        assertThat(kubectl.run("get", "service", "one", "-o", "jsonpath={.status.loadBalancer.ingress}"))
                .isEqualTo("[{\"ip\":\"" + FIRST + "\",\"ipMode\":\"VIP\"}]");
        assertThat(kubectl.run("describe", "service", "one"))
                .contains("EnsuringLoadBalancer", "Ensuring load balancer", "EnsuredLoadBalancer");
    }

    /** A container that Gyre knows nothing of. */
    private static String fromAStranger(String ip, int port) {
        return Containers.docker(
                "run",
                "--rm",
                "--label",
                "gyre.run=" + cluster.run(),
                "gyre/busybox:1",
                "sh",
                "-c",
                "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 " + ip + " " + port + " || true");
    }

    @Test
    @Order(2)
    void portsOfAnAddressAreGivenOnceAndWhoGetsNoneIsTold() {
        service("two", 8480, "");
        await().atMost(SOON).until(() -> externalIp("two").equals(SECOND));
        service("other-port", 8481, "loadBalancerIP: " + SECOND);
        await().atMost(SOON).until(() -> externalIp("other-port").equals(SECOND));
        service("three", 8480, "");
        await().atMost(SOON)
                .until(() -> kubectl.run("describe", "service", "three")
                        .contains("Error syncing load balancer: failed to ensure load balancer: no address of the pool "
                                + FIRST + "-" + SECOND + " has 8480/TCP free"));
        assertThat(externalIp("three")).isEqualTo("<pending>");
        kubectl.run("delete", "service", "two");
        await().atMost(SOON).until(() -> externalIp("three").equals(SECOND));
        awaitAnswer(SECOND, 8480);
        assertThat(externalIp("one")).isEqualTo(FIRST);
    }

    @Test
    @Order(3)
    void withoutNodePortsItIsServedAndOthersClassesAreLeftAlone() {
        awaitServedWithoutNodePort();
        service("of-others", 8483, "loadBalancerClass: example.com/other");
        assertThat(kubectl.run("get", "service", "no-node-port", "--no-headers"))
                .contains(" 8482/TCP");
        assertThat(externalIp("of-others")).isEqualTo("<pending>");
    }

    private static void awaitServedWithoutNodePort() {
        service("no-node-port", 8482, "allocateLoadBalancerNodePorts: false");
        await().atMost(SOON).until(() -> externalIp("no-node-port").equals(FIRST));
        awaitAnswer(FIRST, 8482);
    }

    @Test
    @Order(4)
    void onlyWhoMayComeComes() {
        service("one", 8480, "");
        awaitAnswer(FIRST, 8480);
        service("one", 8480, "loadBalancerSourceRanges: [" + FIRST + "/32]");
        await().atMost(SOON).until(() -> !fromAStranger(FIRST, 8480).contains("200 OK"));
        assertThat(HttpLoad.ask(FIRST, 8480)).as("this machine asks itself").isEqualTo("200");
        kubectl.run("patch", "service", "one", "-p", "{\"spec\":{\"loadBalancerSourceRanges\":null}}");
        await().atMost(SOON).until(() -> fromAStranger(FIRST, 8480).contains("200 OK"));
    }

    @Test
    @Order(5)
    void anotherTypeHasNoAddressAnyMore() {
        service("one", 8480, "");
        awaitAnswer(FIRST, 8480);
        kubectl.run("patch", "service", "one", "-p", "{\"spec\":{\"type\":\"ClusterIP\"}}");
        assertThat(externalIp("one")).isEqualTo("<none>");
        await().atMost(SOON).until(() -> !HttpLoad.ask(FIRST, 8480).equals("200"));
    }

    @Test
    @Order(6)
    void nothingIsLeftAfterAKillAndDown() throws Exception {
        awaitServedWithoutNodePort();
        assertThat(firewall.traces()).anyMatch(line -> line.contains("lb-gyre"));
        cluster.kill9();
        assertThat(HttpLoad.ask(FIRST, 8482)).as("with nobody there").isEqualTo("200");
        cluster.down().succeeded();
        assertThat(firewall.traces()).isEmpty();
        assertThat(new Shell(Map.of()).run("ip", "-4", "addr").stdout()).doesNotContain(FIRST, SECOND);
    }
}

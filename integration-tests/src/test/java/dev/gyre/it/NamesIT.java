package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names as a container finds them, by the files that its pod gives it and nothing else. */
class NamesIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String RANGE = "10.104.0.0/16";
    private static final String DNS = "10.104.0.10";
    /** One that exists wherever this machine can ask at all. */
    private static final String OUTSIDE = "deb.debian.org";

    private static final String MEMBER = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s, labels: {app: crew}}
            spec:
              hostname: %1$s
              subdomain: crew
              containers:
              - {name: web, image: gyre/web:1, imagePullPolicy: IfNotPresent, ports: [{name: http, containerPort: 80}]}
            ---
            """;

    private static final String SERVICES = """
            apiVersion: v1
            kind: Service
            metadata: {name: crew}
            spec: {clusterIP: None, selector: {app: crew}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {clusterIP: 10.104.0.77, selector: {app: crew}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: elsewhere}
            spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: far}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: asker, namespace: far}
            spec:
              containers: [{name: sh, image: gyre/busybox:1, imagePullPolicy: IfNotPresent, command: [sleep, "100000"]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: own}
            spec:
              dnsPolicy: None
              dnsConfig:
                nameservers: [10.104.0.10]
                searches: [svc.cluster.local, example.com]
                options: [{name: ndots, value: "2"}, {name: edns0}]
              containers: [{name: sh, image: gyre/busybox:1, imagePullPolicy: IfNotPresent, command: [sleep, "100000"]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: asker}
            spec:
              containers: [{name: sh, image: gyre/busybox:1, imagePullPolicy: IfNotPresent, command: [sleep, "100000"]}]
            """;

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data, "--service-cluster-ip-range", RANGE);
        cluster.up();
        kubectl = cluster.kubectl();
        kubectl.apply(MEMBER.formatted("alpha") + MEMBER.formatted("beta") + SERVICES);
        kubectl.run("wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s");
        kubectl.run("wait", "--for=condition=Ready", "pod", "--all", "--namespace=far", "--timeout=90s");
        await().atMost(SOON)
                .until(() ->
                        addresses(lookup("a", "crew.default.svc.cluster.local")).size() == 2);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    private static Shell.Result in(String namespace, String pod, String... command) {
        List<String> all = new java.util.ArrayList<>(List.of("exec", "--namespace", namespace, pod, "--"));
        all.addAll(List.of(command));
        return kubectl.attempt(all.toArray(String[]::new));
    }

    private static String lookup(String type, String name) {
        return in("default", "asker", "nslookup", "-type=" + type, name).stdout();
    }

    /** What answers, found by the resolver of the C library, search paths and all. */
    private static String fetch(String namespace, String pod, String host) {
        return in(namespace, pod, "wget", "-qO-", "http://" + host + "/healthz")
                .stdout()
                .strip();
    }

    private static List<String> addresses(String answer) {
        return Pattern.compile("(?m)^Address: ([0-9.]+)$")
                .matcher(answer)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String ip(String pod) {
        return kubectl.run("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
    }

    @Test
    void aServiceIsFoundByItsShortNameAndByLongerOnes() {
        for (String name : List.of("web", "web.default", "web.default.svc", "web.default.svc.cluster.local")) {
            assertThat(fetch("default", "asker", name)).as(name).isEqualTo("ok");
        }
        assertThat(fetch("far", "asker", "web.default")).isEqualTo("ok");
        assertThat(in("far", "asker", "wget", "-qO-", "http://web/healthz").exitCode())
                .as("the short name in another namespace")
                .isNotZero();
        assertThat(addresses(lookup("a", "web.default.svc.cluster.local"))).containsExactly("10.104.0.77");
        assertThat(fetch("default", "asker", "elsewhere")).isEqualTo("ok");
        assertThat(lookup("cname", "elsewhere.default.svc.cluster.local")).contains("web.default.svc.cluster.local");
    }

    @Test
    void aHeadlessServicesNameLeadsToItsPodsAndEachHasOneOfItsOwn() {
        assertThat(addresses(lookup("a", "crew.default.svc.cluster.local")))
                .containsExactlyInAnyOrder(ip("alpha"), ip("beta"));
        assertThat(addresses(lookup("a", "alpha.crew.default.svc.cluster.local")))
                .containsExactly(ip("alpha"));
        assertThat(fetch("default", "asker", "beta.crew")).isEqualTo("ok");
        assertThat(in("default", "alpha", "hostname", "-f").stdout().strip())
                .isEqualTo("alpha.crew.default.svc.cluster.local");
    }

    @Test
    void portsAreFoundByTheirNames() {
        assertThat(srv("_http._tcp.web.default.svc.cluster.local")).containsExactly("80 web.default.svc.cluster.local");
        assertThat(srv("_http._tcp.crew.default.svc.cluster.local"))
                .containsExactlyInAnyOrder(
                        "80 alpha.crew.default.svc.cluster.local", "80 beta.crew.default.svc.cluster.local");
    }

    private static List<String> srv(String name) {
        return Pattern.compile("service = [0-9]+ [0-9]+ ([0-9]+ \\S+?)\\.?\\s")
                .matcher(lookup("srv", name))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void addressesLeadBackToNames() {
        assertThat(lookup("ptr", reversed("10.104.0.77"))).contains("name = web.default.svc.cluster.local");
        assertThat(lookup("ptr", reversed(ip("alpha")))).contains("name = alpha.crew.default.svc.cluster.local");
    }

    private static String reversed(String ip) {
        return String.join(".", List.of(ip.split("\\.")).reversed()) + ".in-addr.arpa";
    }

    @Test
    void whatIsNotTheClustersIsFoundAsTheHostFindsIt() {
        List<String> found = addresses(lookup("a", OUTSIDE));
        try {
            assertThat(found).contains(InetAddress.getByName(OUTSIDE).getHostAddress());
        } catch (UnknownHostException e) { // nor does this machine
            assertThat(found).isEmpty();
        }
        assertThat(lookup("a", "nobody.default.svc.cluster.local")).contains("NXDOMAIN");
    }

    @Test
    void aPodHasTheResolverThatItAsksFor() {
        assertThat(in("default", "own", "cat", "/etc/resolv.conf")
                        .stdout()
                        .strip()
                        .lines())
                .containsExactlyInAnyOrder(
                        "nameserver " + DNS, "search svc.cluster.local example.com", "options ndots:2 edns0");
        assertThat(fetch("default", "own", "web.default")).isEqualTo("ok");
        assertThat(in("default", "own", "wget", "-qO-", "http://web/healthz").exitCode())
                .isNotZero();
        assertThat(in("default", "asker", "cat", "/etc/resolv.conf").stdout())
                .contains("nameserver " + DNS)
                .contains("search default.svc.cluster.local svc.cluster.local cluster.local")
                .contains("options ndots:5");
    }
}

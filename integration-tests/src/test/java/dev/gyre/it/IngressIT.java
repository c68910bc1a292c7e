package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The way in from outside as people use it, with real containers: who has the ports when, and that nobody is turned away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IngressIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String HOST = "web.example.com";

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 8080, targetPort: 80}]
            """;

    private static final String INGRESS = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              tls: [{hosts: [web.example.com], secretName: web-tls}]
              rules:
              - host: web.example.com
                http:
                  paths:
                  - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
            """;

    private static final String WITH_HOST_PORT = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: web
                image: gyre/web:1
                imagePullPolicy: IfNotPresent
                ports: [{containerPort: 80, hostPort: %d}]
            """;

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;
    private static int http;
    private static int https;

    @BeforeAll
    static void up() throws IOException {
        http = FreePort.next();
        https = FreePort.next();
        cluster = GyreCluster.in(
                data,
                "--ingress-http-port",
                "" + http,
                "--ingress-https-port",
                "" + https,
                "--service-cluster-ip-range",
                "10.104.0.0/16");
        cluster.up();
        kubectl = cluster.kubectl();
        kubectl.apply(WebDeployment.manifest(2));
        kubectl.apply(SERVICE);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    private static IngressClient plain(String host, String path) {
        return new IngressClient(host, path, http, false);
    }

    private static IngressClient tls() {
        return new IngressClient(HOST, "/", https, true);
    }

    private static String told(String reason) {
        return kubectl.run(
                "get", "events", "--field-selector", "reason=" + reason, "-o", "jsonpath={.items[*].message}");
    }

    @Test
    @Order(1)
    void aPodHasThePortUntilItGoesAndTheIngressSaysSo() {
        kubectl.apply(WITH_HOST_PORT.formatted("first", http));
        await().atMost(SOON).until(() -> HttpLoad.ask("127.0.0.1", http).equals("200"));
        kubectl.apply(INGRESS);
        await().atMost(SOON).until(() -> told("ListenFailed").contains("port " + http + ": Address already in use"));
        assertThat(told("Listening")).isEmpty();
        kubectl.run("delete", "pod", "first");
        await().atMost(SOON).until(() -> told("Listening").contains("HTTP at port " + http));
        awaitServed();
    }

    /** Where it stands already, nothing changes. */
    private static void awaitServed() {
        kubectl.apply(INGRESS);
        kubectl.run("rollout", "status", "deployment/web", "--timeout=120s");
        await().atMost(SOON).until(() -> plain(HOST, "/").ask().equals("200"));
    }

    @Test
    @Order(2)
    void anUpdateANewCertificateAndNewRulesTurnNobodyAway() throws Exception {
        awaitServed();
        applyCertificate("first");
        await().atMost(SOON).until(() -> tls().certificate().equals("CN=first"));
        String service = kubectl.run("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
        HttpLoad.Target direct = () -> HttpLoad.ask(service, 8080);
        try (HttpLoad load = HttpLoad.start(List.of(plain(HOST, "/"), plain(HOST, "/healthz"), tls(), direct))) {
            load.awaitMore(100);
            kubectl.run("set", "env", "deployment/web", "ROUND=1");
            applyCertificate("second");
            changeRules();
            await().atMost(SOON).until(() -> tls().certificate().equals("CN=second"));
            kubectl.run("rollout", "status", "deployment/web", "--timeout=120s");
            load.awaitMore(100);
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Rules of other hosts and paths come and go beside the ones that the load goes by. */
    private static void changeRules() {
        assertThat(plain("other.example.com", "/").ask()).isEqualTo("404");
        kubectl.run("patch", "ingress", "web", "--type=json", "-p", """
                [{"op": "add", "path": "/spec/rules/-", "value": {"host": "other.example.com", "http": {"paths": [
                   {"path": "/healthz", "pathType": "Exact", "backend": {"service": {"name": "web", "port": {"number": 8080}}}}]}}},
                 {"op": "add", "path": "/spec/rules/0/http/paths/0", "value":
                   {"path": "/nowhere", "pathType": "Prefix", "backend": {"service": {"name": "nobody", "port": {"number": 80}}}}}]
                """);
        await().atMost(SOON)
                .until(() -> plain("other.example.com", "/healthz").ask().equals("200"));
        assertThat(plain("other.example.com", "/healthz/more").ask()).isEqualTo("404");
        assertThat(plain(HOST, "/nowhere/x").ask()).isEqualTo("503");
        await().atMost(SOON).until(() -> told("ServiceNotFound").contains("service \"default/nobody\" not found"));
        kubectl.run("patch", "ingress", "web", "--type=json", "-p", """
                [{"op": "remove", "path": "/spec/rules/1"}, {"op": "remove", "path": "/spec/rules/0/http/paths/0"}]""");
        await().atMost(SOON)
                .until(() -> plain("other.example.com", "/healthz").ask().equals("404"));
    }

    private static void applyCertificate(String name) throws IOException {
        new Shell(Map.of())
                .run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=" + name,
                        "-keyout",
                        data.resolve("tls.key").toString(),
                        "-out",
                        data.resolve("tls.crt").toString())
                .succeeded();
        kubectl.apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: web-tls}
                type: kubernetes.io/tls
                data: {tls.crt: %s, tls.key: %s}
                """.formatted(base64("tls.crt"), base64("tls.key")));
    }

    private static String base64(String file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(data.resolve(file)));
    }

    @Test
    @Order(3)
    void aPodThatWantsThePortIsToldWhyAndHasItWhenNoIngressIsLeft() {
        awaitServed();
        kubectl.apply(WITH_HOST_PORT.formatted("second", http));
        await().atMost(SOON)
                .until(() -> told("FailedCreatePodSandBox").contains("hostPort " + http + " is taken on this node"));
        assertThat(plain(HOST, "/").ask()).isEqualTo("200");
        kubectl.run("delete", "ingress", "web");
        await().atMost(SOON).until(() -> tls().ask().contains("refused"));
        await().atMost(SOON).until(() -> HttpLoad.ask("127.0.0.1", http).equals("200"));
    }
}

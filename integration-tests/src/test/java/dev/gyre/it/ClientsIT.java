package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other people's clients before one gateway: each verb and subresource that a client has, informers that outlive the gateway they
 * listen to, and, in its tests of its own, server-side apply. Their streams are in {@link StreamLibrariesIT}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientsIT extends ServerSideApplyTests {

    @TempDir
    static Path directory;

    private static final String NODE_NAMESPACE = "node";
    private static final String INFORMED = "informed";
    private static final List<String> NAMESPACES =
            List.of(Fabric8Checks.NAMESPACE, OfficialChecks.NAMESPACE, NODE_NAMESPACE, INFORMED);

    static GyreCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = GyreCluster.in(directory.resolve("data"), "--nodes", "0");
        cluster.up();
        for (String namespace : NAMESPACES) {
            cluster.kubectl().run("create", "namespace", namespace);
        }
        for (String namespace : NAMESPACES) {
            Awaitility.await("the account of pods in " + namespace)
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> cluster.kubectl()
                                    .attempt("get", "serviceaccount", "default", "-n", namespace)
                                    .exitCode()
                            == 0);
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    GyreCluster cluster() {
        return cluster;
    }

    @Override
    KubernetesClient fabric8() {
        Config config =
                Config.fromKubeconfig(cluster.data().resolve("kubeconfig").toFile());
        // It takes a key in PKCS#8 for one of RSA unless it is told.
        config.setClientKeyAlgo("EC");
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    ApiClient official() throws IOException {
        try (FileReader file =
                new FileReader(cluster.data().resolve("kubeconfig").toFile())) {
            KubeConfig kubeConfig = KubeConfig.loadKubeConfig(file);
            kubeConfig.setFile(cluster.data().resolve("kubeconfig").toFile());
            return ClientBuilder.kubeconfig(kubeConfig).build();
        }
    }

    @Test
    void fabric8DoesAllThatItCan() {
        try (KubernetesClient client = fabric8()) {
            new Fabric8Checks(client).run();
        }
    }

    @Test
    void theOfficialJavaClientDoesAllThatItCan() throws Exception {
        new OfficialChecks(official()).run();
    }

    private static List<String> node(String script, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "node",
                Path.of("src/test/resources/clients/" + script).toAbsolutePath().toString(),
                cluster.data().resolve("kubeconfig").toString(),
                ClientTools.nodeModules().getParent().toString()));
        command.addAll(List.of(more));
        return command;
    }

    private static boolean hasNode() {
        return Files.isDirectory(ClientTools.nodeModules().resolve("@kubernetes/client-node"));
    }

    @Test
    void javaScriptsClientDoesAllThatItCan() {
        assumeThat(hasNode())
                .as("integration-tests/run has installed @kubernetes/client-node")
                .isTrue();
        Shell.Result result = new Shell(Map.of()).run(node("matrix.mjs"), "");
        assertThat(result.stdout()).contains("ok any kind").doesNotContain("FAULT");
        assertThat(result.exitCode()).as(result.stderr()).isZero();
    }

    /** The gateway is killed, and what its watchers had seen is history that the next one does not have. */
    @Test
    void informersOutliveTheGateway() throws Exception {
        Kubectl kubectl = cluster.kubectl();
        kubectl.run("create", "configmap", "before", "-n", INFORMED);
        kubectl.run("create", "configmap", "goes", "-n", INFORMED);
        Path shown = directory.resolve("informer");
        Process script = !hasNode()
                ? null
                : new ProcessBuilder(node("informer.mjs", INFORMED))
                        .redirectErrorStream(true)
                        .redirectOutput(shown.toFile())
                        .start();
        ApiClient official = official();
        SharedInformerFactory factory = new SharedInformerFactory(official);
        try (KubernetesClient fabric8 = fabric8();
                SharedIndexInformer<ConfigMap> informer =
                        fabric8.configMaps().inNamespace(INFORMED).inform()) {
            CoreV1Api core = new CoreV1Api(official);
            var officials = factory.sharedIndexInformerFor(
                    parameters -> core.listNamespacedConfigMap(INFORMED)
                            .resourceVersion(parameters.resourceVersion)
                            .timeoutSeconds(parameters.timeoutSeconds)
                            .watch(parameters.watch)
                            .buildCall(null),
                    V1ConfigMap.class,
                    V1ConfigMapList.class);
            factory.startAllRegisteredInformers();
            Map<String, Callable<List<String>>> known = new LinkedHashMap<>();
            known.put(
                    "fabric8",
                    () -> informer.getStore().list().stream()
                            .map(map -> map.getMetadata().getName())
                            .sorted()
                            .toList());
            known.put(
                    "client-java",
                    () -> officials.getIndexer().list().stream()
                            .map(map -> map.getMetadata().getName())
                            .sorted()
                            .toList());
            if (script != null) {
                known.put("client-node", () -> lastLine(shown));
            }
            await(known, "before", "goes", "kube-root-ca.crt");

            cluster.kill9();
            cluster.up();
            kubectl.run("delete", "configmap", "goes", "-n", INFORMED);
            kubectl.run("create", "configmap", "after", "-n", INFORMED);
            await(known, "after", "before", "kube-root-ca.crt");
        } finally {
            factory.stopAllRegisteredInformers();
            if (script != null) {
                script.destroyForcibly();
            }
        }
    }

    private static void await(Map<String, Callable<List<String>>> known, String... names) {
        known.forEach((client, now) -> Awaitility.await(client)
                .atMost(Duration.ofSeconds(180))
                .untilAsserted(() -> assertThat(now.call()).containsExactly(names)));
    }

    private static List<String> lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? List.of() : List.of(lines.getLast().split(" "));
    }
}

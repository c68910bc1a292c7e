package dev.gyre.node;

import dev.gyre.node.docker.DockerRuntime;
import dev.gyre.node.docker.DockerSettings;
import dev.gyre.node.probe.NetworkProber;
import dev.gyre.node.server.KubeletServers;
import dev.gyre.node.server.TestCertificates;
import dev.gyre.node.volume.DiskVolumes;
import dev.gyre.node.volume.PersistentVolumes;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.Heartbeat;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/** One node on the real Docker and an API in memory, with a run label by which everything is found and removed again. */
final class DockerNode implements AutoCloseable {
    static final String NODE = "it-node";
    static final String RUN_LABEL = "gyre.run";

    final InMemoryApi api = new InMemoryApi();
    /** The Services that containers are told of. */
    private final ServiceDirectory services = namespace -> CompletableFuture.completedFuture(api.all("services"));

    final DockerRuntime runtime;
    final List<DecisionRecord> decisions = new CopyOnWriteArrayList<>();
    final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    private final Path data;
    private final Vertx vertx = Vertx.vertx();
    private final KubeletServers servers;
    private final TestCertificates certificates;
    private NodeAgent agent;

    /** Removes first what a run that was killed has left, in Docker and on the disk. */
    DockerNode(String clusterId) throws IOException {
        Path data = Path.of(System.getProperty("java.io.tmpdir"), "gyre-" + clusterId);
        this.data = data.resolve("nodes");
        this.certificates = new TestCertificates(Files.createDirectories(data.resolve("pki")));
        this.runtime = new DockerRuntime(DockerSettings.of(clusterId).withLabels(Map.of(RUN_LABEL, clusterId)));
        removeAll();
        removeVolumes();
        this.servers = KubeletServers.listen(vertx, List.of(NODE), "127.0.0.1", node -> certificates.server(), runtime);
        this.agent = start();
    }

    private NodeAgent start() {
        NodeSettings settings = NodeSettings.of(NODE, "127.0.0.1", servers.port(NODE));
        NodeAgent started = NodeAgent.start(
                List.of(settings),
                new NodeAgent.Ports(
                        node -> api,
                        runtime,
                        this::volumes,
                        new NetworkProber(vertx, runtime.exec()),
                        services,
                        api,
                        decision -> {
                            decisions.add(decision);
                            return CompletableFuture.completedFuture(null);
                        },
                        heartbeats::add,
                        InstantSource.system()));
        servers.serve(started);
        return started;
    }

    private DiskVolumes volumes(String node) {
        return new DiskVolumes(
                data.resolve(node),
                new PersistentVolumes(node, data.resolve(node).resolve("volumes")),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private void removeVolumes() {
        DiskVolumes volumes = volumes(NODE);
        volumes.podUids()
                .toCompletableFuture()
                .join()
                .forEach(uid -> volumes.remove(uid).toCompletableFuture().join());
    }

    /** What curl prints for a path of the kubelet's server, called as the gateway, and its HTTP status at the end. */
    String curl(String path) {
        return curl("gateway", path);
    }

    String curl(String caller, String path) {
        return run(curlCommand(caller, path));
    }

    List<String> curlCommand(String caller, String path) {
        return List.of(
                "curl",
                "-sSN",
                "--max-time",
                "30",
                "-w",
                "%{http_code}",
                "--cacert",
                certificates.file("ca.crt").toString(),
                "--cert",
                certificates.file(caller + ".crt").toString(),
                "--key",
                certificates.file(caller + ".key").toString(),
                "https://127.0.0.1:" + servers.port(NODE) + path);
    }

    /** Whatever is left of this pod in the runtime. */
    static String containersOf(Resource pod) {
        return docker("ps", "-aq", "--filter", "label=gyre.pod.uid=" + pod.uid());
    }

    static String containerId(Resource pod, String container) {
        return docker(
                "ps",
                "-q",
                "--no-trunc",
                "--filter",
                "label=gyre.pod.uid=" + pod.uid(),
                "--filter",
                "label=gyre.container=" + container);
    }

    Path podDirectory(Resource pod) {
        return data.resolve(NODE).resolve("pods").resolve(pod.uid());
    }

    void restartAgent() {
        agent.close();
        agent = start();
    }

    /** Whether the agent has taken the pod over. */
    boolean agentKnows(Resource pod) {
        return agent.pods(NODE).toCompletableFuture().join().stream()
                .anyMatch(known -> known.uid().equals(pod.uid()));
    }

    void stopAgent() {
        agent.close();
    }

    void startAgent() {
        agent = start();
    }

    Resource create(String manifest) {
        return api.createPod(NODE, manifest);
    }

    JsonNode container(Resource pod, int index) {
        return api.status(pod).path("containerStatuses").path(index);
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    void awaitReady(Resource pod) {
        await(pod.name() + " is ready").until(() -> condition(pod, "Ready").equals("True"));
    }

    void awaitPhase(Resource pod, String phase) {
        await(pod.name() + " is " + phase)
                .until(() -> api.status(pod).path("phase").asString("").equals(phase));
    }

    void awaitGone(Resource pod) {
        await(pod.name() + " is gone").until(() -> api.find(pod.key()).isEmpty());
    }

    String condition(Resource pod, String type) {
        for (JsonNode condition : api.status(pod).path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("");
            }
        }
        return "";
    }

    static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int removeAll() {
        return runtime.removeAll()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Every pod is deleted first, and has to leave nothing. */
    @Override
    public void close() {
        api.all("pods").forEach(pod -> api.deletePod(pod, 0));
        await("all pods are gone").until(() -> api.all("pods").isEmpty());
        agent.close();
        servers.close();
        vertx.close().await();
        removeAll();
        runtime.close();
    }
}

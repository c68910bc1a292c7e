package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.probe.HealthServer;
import dev.gyre.schemas.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Probes, hooks, sidecars and ephemeral containers on the real Docker. */
class DockerProbeIT {
    private static final String RUN = "it-probes-" + ProcessHandle.current().pid();
    private static final String SHELL = "'image': 'gyre/busybox:1', 'command': ['sh', '-c', ";

    private static DockerNode node;

    @TempDir
    Path shared;

    @BeforeAll
    static void start() throws Exception {
        node = new DockerNode(RUN);
    }

    @AfterAll
    static void stop() {
        node.close();
        assertThat(DockerNode.docker("ps", "-aq", "--filter", "label=" + DockerNode.RUN_LABEL + "=" + RUN))
                .isEmpty();
    }

    private static Resource pod(String name, String spec) {
        return node.create(
                "{'metadata': {'name': '" + name + "'}, 'spec': {'terminationGracePeriodSeconds': 30, " + spec + "}}");
    }

    private static List<String> events(Resource pod, String reason) {
        return node.api.all("events").stream()
                .map(Resource::json)
                .filter(e -> e.path("involvedObject").path("uid").asString("").equals(pod.uid()))
                .filter(e -> e.path("reason").asString("").equals(reason))
                .map(e -> e.path("message").asString(""))
                .toList();
    }

    private static void awaitRestarts(Resource pod, int count) {
        DockerNode.await(pod.name() + " has been restarted")
                .until(() -> node.container(pod, 0).path("restartCount").asInt() >= count);
    }

    private static void awaitUnready(Resource pod) {
        DockerNode.await(pod.name() + " is not ready")
                .until(() -> node.condition(pod, "Ready").equals("False"));
    }

    private void delete(Resource pod) {
        node.api.deletePod(pod, 30);
        node.awaitGone(pod);
        // The sandbox of a pod whose work was over may still be on its way out.
        DockerNode.await("nothing is left of " + pod.name())
                .until(() -> DockerNode.containersOf(pod).isEmpty());
    }

    @Test
    void readinessByACommandComesAndGoes() {
        Resource pod = pod(
                "exec-ready",
                "'containers': [{'name': 'c', " + SHELL + "'trap exit TERM; while :; do sleep 0.1; done'],"
                        + "'readinessProbe': {'exec': {'command': ['cat', '/tmp/ready']}, 'periodSeconds': 1,"
                        + " 'failureThreshold': 1}}]");
        node.awaitPhase(pod, "Running");
        DockerNode.await("a failed probe").until(() -> !events(pod, "Unhealthy").isEmpty());
        assertThat(events(pod, "Unhealthy").getFirst())
                .startsWith("Readiness probe failed: cat: can't open '/tmp/ready'");
        assertThat(node.condition(pod, "Ready")).isEqualTo("False");
        String id = DockerNode.containerId(pod, "c");
        DockerNode.docker("exec", id, "touch", "/tmp/ready");
        node.awaitReady(pod);
        DockerNode.docker("exec", id, "rm", "/tmp/ready");
        awaitUnready(pod);
        assertThat(node.container(pod, 0).path("restartCount").asInt()).isZero();
        delete(pod);
    }

    @Test
    void anAgentThatComesBackKeepsWhatItKnewOfReadiness() {
        Resource pod = pod(
                "kept-ready",
                "'containers': [{'name': 'c', 'image': 'gyre/web:1', 'readinessProbe': {'httpGet': {'path': '/healthz',"
                        + " 'port': 80}, 'periodSeconds': 1}}]");
        node.awaitReady(pod);
        JsonNode before = node.api.status(pod).path("conditions");
        node.restartAgent();
        DockerNode.await("the agent is back").until(() -> node.agentKnows(pod));
        assertThat(node.api.status(pod).path("conditions")).isEqualTo(before);
        delete(pod);
    }

    @Test
    void aContainerWhoseHttpEndpointFailsIsRestarted() {
        Resource pod = pod(
                "http-alive",
                "'containers': [{'name': 'web', 'image': 'gyre/web:1', 'ports': [{'name': 'http', 'containerPort': 80}],"
                        + "'readinessProbe': {'httpGet': {'path': '/healthz', 'port': 'http'}, 'periodSeconds': 1},"
                        + "'livenessProbe': {'httpGet': {'path': '/index.html', 'port': 'http', 'httpHeaders':"
                        + " [{'name': 'X-Custom-Header', 'value': 'Awesome'}]}, 'periodSeconds': 1, 'failureThreshold': 2}}]");
        node.awaitReady(pod);
        DockerNode.docker("exec", DockerNode.containerId(pod, "web"), "rm", "/usr/share/nginx/html/index.html");
        awaitRestarts(pod, 1);
        assertThat(events(pod, "Unhealthy")).contains("Liveness probe failed: HTTP probe failed with statuscode: 404");
        assertThat(events(pod, "Killing")).contains("Container web failed liveness probe, will be restarted");
        node.awaitReady(pod);
        delete(pod);
    }

    @Test
    void startupOverTcpHoldsTheOthersBack() {
        Resource pod = pod(
                "tcp-start",
                "'containers': [{'name': 'c', 'image': 'gyre/web:1', 'command': ['sh', '-c', 'sleep 3; exec nginx'],"
                        + "'startupProbe': {'tcpSocket': {'port': 80}, 'periodSeconds': 1, 'failureThreshold': 60},"
                        + "'livenessProbe': {'tcpSocket': {'port': 80}, 'periodSeconds': 1, 'failureThreshold': 1}}]");
        node.awaitPhase(pod, "Running");
        assertThat(node.container(pod, 0).path("started").asBoolean()).isFalse();
        node.awaitReady(pod);
        assertThat(node.container(pod, 0).path("restartCount").asInt()).isZero();
        assertThat(events(pod, "Unhealthy").getFirst())
                .matches("Startup probe failed: dial tcp [0-9.]+:80: connect: connection refused");
        delete(pod);
    }

    @Test
    void readinessByGrpcFollowsTheService() throws Exception {
        try (HealthServer server = new HealthServer()) {
            server.say("cache", 2);
            Resource pod = pod(
                    "grpc-ready",
                    "'hostNetwork': true, 'containers': [{'name': 'c', " + SHELL + "'sleep 1000'],"
                            + "'readinessProbe': {'grpc': {'port': " + server.port()
                            + ", 'service': 'cache'}, 'periodSeconds': 1, 'failureThreshold': 1}}]");
            DockerNode.await("a failed probe")
                    .until(() -> !events(pod, "Unhealthy").isEmpty());
            assertThat(events(pod, "Unhealthy").getFirst())
                    .isEqualTo("Readiness probe failed: service unhealthy (responded with \"NOT_SERVING\")");
            server.say("cache", 1);
            node.awaitReady(pod);
            server.say("cache", 2);
            awaitUnready(pod);
            delete(pod);
        }
    }

    @Test
    void hooksRunInsideTheContainerInTheirOrder() throws Exception {
        String mount = "'volumeMounts': [{'name': 'v', 'mountPath': '/v'}]";
        Resource pod = pod(
                "hooked",
                "'volumes': [{'name': 'v', 'hostPath': {'path': '" + shared + "'}}], 'containers': [{'name': 'c', "
                        + SHELL
                        + "'trap \\\"echo term >> /v/log; exit\\\" TERM; while :; do sleep 0.1; done'], " + mount
                        + ", 'lifecycle': {'postStart': {'exec': {'command': ['sh', '-c', 'sleep 1; echo post >> /v/log']}},"
                        + " 'preStop': {'exec': {'command': ['sh', '-c', 'sleep 1; echo pre >> /v/log']}}}}]");
        node.awaitReady(pod);
        assertThat(Files.readString(shared.resolve("log"))).isEqualTo("post\n");
        delete(pod);
        assertThat(Files.readString(shared.resolve("log"))).isEqualTo("post\npre\nterm\n");
    }

    @Test
    void aPostStartHookThatFailsRestartsItsContainer() {
        Resource pod = pod(
                "badly-hooked",
                "'containers': [{'name': 'c', " + SHELL + "'trap exit TERM; while :; do sleep 0.1; done'],"
                        + "'lifecycle': {'postStart': {'exec': {'command': ['false']}}}}]");
        awaitRestarts(pod, 1);
        assertThat(events(pod, "FailedPostStartHook")).contains("PostStartHook failed");
        delete(pod);
    }

    @Test
    void aPodWithSidecarsEndsWhenItsWorkIsDone() {
        Resource pod = pod(
                "sidecars",
                "'restartPolicy': 'Never', 'initContainers': [{'name': 'proxy', 'image': 'gyre/web:1', 'restartPolicy':"
                        + " 'Always', 'startupProbe': {'httpGet': {'path': '/healthz', 'port': 80}, 'periodSeconds': 1}}],"
                        + "'containers': [{'name': 'work', " + SHELL + "'wget -qO- http://127.0.0.1/healthz']}]");
        node.awaitPhase(pod, "Succeeded");
        assertThat(node.curl("/containerLogs/default/sidecars/work")).isEqualTo("ok\n200");
        delete(pod);
    }

    @Test
    void anEphemeralContainerSeesTheProcessesOfItsTarget() {
        Resource pod = pod(
                "debugged", "'containers': [{'name': 'c', 'image': 'gyre/busybox:1', 'command': ['sleep', '4242']}]");
        node.awaitReady(pod);
        node.api.addEphemeralContainer(
                pod,
                "{'name': 'debugger', 'image': 'gyre/busybox:1', 'command': ['sh', '-c', 'ps | grep sleep'],"
                        + " 'targetContainerName': 'c'}");
        DockerNode.await("the debugger has looked")
                .until(() -> node.api
                        .status(pod)
                        .path("ephemeralContainerStatuses")
                        .path(0)
                        .path("state")
                        .has("terminated"));
        assertThat(node.curl("/containerLogs/default/debugged/debugger")).contains("sleep 4242");
        assertThat(node.condition(pod, "Ready")).isEqualTo("True");
        delete(pod);
    }

    @Test
    void containersOfOnePodMaySeeEachOthersProcesses() {
        Resource pod = pod(
                "sharing",
                "'shareProcessNamespace': true, 'restartPolicy': 'Never', 'containers': [{'name': 'a', 'image':"
                        + " 'gyre/web:1'}, {'name': 'b', " + SHELL + "'sleep 1; ps']}]");
        DockerNode.await("b has looked")
                .until(() -> node.container(pod, 1).path("state").has("terminated"));
        assertThat(node.curl("/containerLogs/default/sharing/b")).contains("nginx: master", "/pause");
        delete(pod);
    }

    @Test
    void whatMustNotRunAsRootDoesNot() {
        Resource pod = pod(
                "rootless",
                "'securityContext': {'runAsNonRoot': true}, 'containers': [{'name': 'c', " + SHELL + "'id']}]");
        DockerNode.await("it is refused")
                .until(() -> node.container(pod, 0)
                        .path("state")
                        .path("waiting")
                        .path("reason")
                        .asString("")
                        .equals("CreateContainerConfigError"));
        assertThat(node.container(pod, 0)
                        .path("state")
                        .path("waiting")
                        .path("message")
                        .asString())
                .isEqualTo("container has runAsNonRoot and image will run as root (pod: \"rootless_default(" + pod.uid()
                        + ")\", container: c)");
        delete(pod);
        Resource other = pod(
                "user",
                "'restartPolicy': 'Never', 'securityContext': {'runAsNonRoot': true, 'runAsUser': 1000}, 'containers':"
                        + " [{'name': 'c', " + SHELL + "'id -u']}]");
        node.awaitPhase(other, "Succeeded");
        assertThat(node.curl("/containerLogs/default/user/c")).isEqualTo("1000\n200");
        delete(other);
    }

    @Test
    void aCommandThatIsNotThereIsARunContainerErrorThatBacksOff() {
        Resource pod =
                pod("no-command", "'containers': [{'name': 'c', 'image': 'gyre/busybox:1', 'command': ['nothing']}]");
        DockerNode.await("it backs off")
                .until(() -> node.container(pod, 0)
                        .path("state")
                        .path("waiting")
                        .path("reason")
                        .asString("")
                        .equals("CrashLoopBackOff"));
        JsonNode last = node.container(pod, 0).path("lastState").path("terminated");
        assertThat(last.path("reason").asString()).isEqualTo("StartError");
        assertThat(last.path("exitCode").asInt()).isEqualTo(128);
        assertThat(last.path("message").asString()).contains("executable file not found");
        assertThat(events(pod, "Failed").getFirst()).contains("executable file not found");
        delete(pod);
    }
}

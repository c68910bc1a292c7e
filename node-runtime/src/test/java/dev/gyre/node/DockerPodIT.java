package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.pod.NeededObjects;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pods on the real Docker, from their specification to nothing left behind. */
class DockerPodIT {
    private static final String RUN = "it-pods";

    private static DockerNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new DockerNode(RUN);
    }

    @AfterAll
    static void stop() {
        node.close();
        assertThat(DockerNode.docker("ps", "-aq", "--filter", "label=" + DockerNode.RUN_LABEL + "=" + RUN))
                .isEmpty();
        assertThat(DockerNode.docker("network", "ls", "-q", "--filter", "name=gyre-" + RUN))
                .isEmpty();
    }

    private static Resource pod(String name, String spec) {
        return node.create("{'metadata': {'name': '" + name + "'}, 'spec': {" + spec + "}}");
    }

    private static Resource shell(String name, String policy, String script) {
        return pod(
                name,
                "'restartPolicy': '" + policy + "', 'terminationGracePeriodSeconds': 2, 'containers': ["
                        + "{'name': 'c', 'image': 'gyre/busybox:1', 'command': ['sh', '-c', '" + script + "']}]");
    }

    private static JsonNode terminated(Resource pod) {
        return node.container(pod, 0).path("state").path("terminated");
    }

    @Test
    void podsStartAndReachOneAnotherAndLeaveNothing() {
        Resource web = pod("web", "'containers': [{'name': 'web', 'image': 'gyre/web:1'}]");
        node.awaitReady(web);
        JsonNode status = node.api.status(web);
        assertThat(status.path("phase").asString()).isEqualTo("Running");
        assertThat(status.path("containerStatuses").path(0).path("containerID").asString())
                .startsWith("docker://");

        Resource client = shell(
                "client",
                "Never",
                "wget -qO- http://%s/hostname | grep web"
                        .formatted(status.path("podIP").asString()));
        node.awaitPhase(client, "Succeeded");
        assertThat(terminated(client).path("reason").asString()).isEqualTo("Completed");

        for (Resource pod : new Resource[] {web, client}) {
            node.api.deletePod(pod, 5);
            node.awaitGone(pod);
            assertThat(DockerNode.containersOf(pod)).isEmpty();
            assertThat(node.podDirectory(pod)).doesNotExist();
        }
        assertThat(node.decisions)
                .filteredOn(d -> d.subject().equals("pods/default/web"))
                .anySatisfy(d -> assertThat(d.reasons().toString()).contains("create container web"))
                .last()
                .satisfies(d -> assertThat(d.commands()).hasSize(1));
    }

    @Test
    void aContainerOverItsMemoryLimitIsKilledAndSaysSo() {
        // Docker tells of the kernel's kill apart from the container's end, and where the end is faster it never says
        // so.
        String reason = "";
        for (int i = 0; i < 5 && !reason.equals("OOMKilled"); i++) {
            Resource pod = pod(
                    "hungry-" + i,
                    "'restartPolicy': 'Never', 'containers': [{'name': 'c', 'image': 'gyre/busybox:1',"
                            + " 'command': ['sh', '-c', 'dd if=/dev/zero of=/dev/null bs=200M count=1'],"
                            + " 'resources': {'limits': {'memory': '20Mi', 'cpu': '500m'}}}]");
            node.awaitPhase(pod, "Failed");
            assertThat(terminated(pod).path("exitCode").asInt()).isEqualTo(137);
            reason = terminated(pod).path("reason").asString();
        }
        assertThat(reason).isEqualTo("OOMKilled");
    }

    @Test
    void aKilledContainerIsRestartedAndCounted() {
        Resource pod = shell("killed", "Always", "echo started; sleep 1000");
        node.awaitReady(pod);
        DockerNode.docker("kill", DockerNode.containerId(pod, "c"));
        DockerNode.await("one restart")
                .until(() -> node.container(pod, 0).path("restartCount").asInt() == 1);
        node.awaitReady(pod);
        JsonNode container = node.container(pod, 0);
        assertThat(container
                        .path("lastState")
                        .path("terminated")
                        .path("exitCode")
                        .asInt())
                .isEqualTo(137);
        assertThat(node.curl("/containerLogs/default/killed/c?previous=true")).isEqualTo("started\n200");

        DockerNode.docker("kill", DockerNode.containerId(pod, "c"));
        DockerNode.await("back-off")
                .until(() -> node.container(pod, 0)
                        .path("state")
                        .path("waiting")
                        .path("reason")
                        .asString("")
                        .equals("CrashLoopBackOff"));
        assertThat(node.condition(pod, "Ready")).isEqualTo("False");
    }

    @Test
    void aLostSandboxIsMadeAnew() {
        Resource pod = shell("unhoused", "Always", "sleep 1000");
        node.awaitReady(pod);
        DockerNode.docker("kill", DockerNode.containerId(pod, "POD"));
        DockerNode.await("restart")
                .until(() -> node.container(pod, 0).path("restartCount").asInt() == 1);
        node.awaitReady(pod);
        assertThat(DockerNode.containerId(pod, "POD")).isNotEmpty();
    }

    @Test
    void terminationIsGracefulAndThenItIsNot() {
        Resource polite = shell("polite", "Always", "trap \\\"echo bye; exit 3\\\" TERM; while :; do sleep 0.1; done");
        Resource stubborn = shell("stubborn", "Always", "trap \\\"\\\" TERM; while :; do sleep 0.1; done");
        node.awaitReady(polite);
        node.awaitReady(stubborn);
        node.api.deletePod(polite, 30);
        node.api.deletePod(stubborn, 1);
        node.awaitGone(polite);
        node.awaitGone(stubborn);
        assertThat(node.decisions)
                .filteredOn(d -> d.subject().equals("pods/default/polite"))
                .anySatisfy(d -> assertThat(d.inputs().get("signal")).contains("exitCode=3"));
        assertThat(node.decisions)
                .filteredOn(d -> d.subject().equals("pods/default/stubborn"))
                .anySatisfy(d -> assertThat(d.inputs().get("signal")).contains("exitCode=137"));
    }

    @Test
    void initContainersRunInOrderBeforeTheOthersAndShareVolumes() {
        String mount = "'volumeMounts': [{'name': 'v', 'mountPath': '/v'}]";
        Resource pod = pod(
                "ordered",
                "'restartPolicy': 'Never', 'volumes': [{'name': 'v', 'emptyDir': {'medium': 'Memory'}}],"
                        + "'initContainers': [{'name': 'one', 'image': 'gyre/busybox:1', 'command': ['sh', '-c', 'echo 1 > /v/f'],"
                        + mount
                        + "}, {'name': 'two', 'image': 'gyre/busybox:1', 'command': ['sh', '-c', 'echo 2 >> /v/f'],"
                        + mount + "}], 'containers': [{'name': 'c', 'image': 'gyre/busybox:1',"
                        + "'command': ['sh', '-c', 'cat /v/f; cp /v/f /dev/termination-log'], " + mount + "}]");
        node.awaitPhase(pod, "Succeeded");
        assertThat(terminated(pod).path("message").asString()).isEqualTo("1\n2\n");
        assertThat(node.curl("/containerLogs/default/ordered/c")).isEqualTo("1\n2\n200");
        node.api.deletePod(pod, 0);
        node.awaitGone(pod);
        assertThat(node.podDirectory(pod)).doesNotExist();
    }

    @Test
    void configMapsAndSecretsBecomeVariablesAndFilesThatFollowTheirObjects() {
        node.api.put(
                NeededObjects.configMap("default", "settings"),
                Json.readObject("{\"metadata\":{\"name\":\"settings\"},\"data\":{\"colour\":\"blue\"}}"
                        .getBytes(StandardCharsets.UTF_8)));
        String sealed = Base64.getEncoder().encodeToString("hush".getBytes(StandardCharsets.UTF_8));
        node.api.put(
                NeededObjects.secret("default", "hidden"),
                Json.readObject(("{\"metadata\":{\"name\":\"hidden\"},\"data\":{\"key\":\"" + sealed + "\"}}")
                        .getBytes(StandardCharsets.UTF_8)));
        Resource pod = pod(
                "configured",
                "'restartPolicy': 'Never', 'volumes': [{'name': 's', 'secret': {'secretName': 'hidden',"
                        + "'defaultMode': 256}}, {'name': 'm', 'configMap': {'name': 'settings'}}],"
                        + "'containers': [{'name': 'c', 'image': 'gyre/busybox:1', 'env': ["
                        + "{'name': 'A', 'valueFrom': {'configMapKeyRef': {'name': 'settings', 'key': 'colour'}}},"
                        + "{'name': 'B', 'value': 'very-$(A)'},"
                        + "{'name': 'IP', 'valueFrom': {'fieldRef': {'fieldPath': 'status.podIP'}}}],"
                        + "'command': ['sh', '-c', 'echo $B $(cat /s/key) $(cat /m/colour) $(stat -Lc %a /s/key)"
                        + " $(grep -c \\\" /s tmpfs\\\" /proc/mounts); hostname -i | grep -q \\\"$IP\\\"'],"
                        + "'volumeMounts': [{'name': 's', 'mountPath': '/s'}, {'name': 'm', 'mountPath': '/m'}]}]");
        node.awaitPhase(pod, "Succeeded");
        assertThat(node.curl("/containerLogs/default/configured/c")).isEqualTo("very-blue hush blue 400 1\n200");
    }

    @Test
    void whatIsMissingIsNamed() {
        Resource pod = pod(
                "incomplete",
                "'containers': [{'name': 'c', 'image': 'gyre/busybox:1', 'envFrom': ["
                        + "{'configMapRef': {'name': 'nowhere'}}]}]");
        DockerNode.await("config error").until(() -> waitingReason(pod).equals("CreateContainerConfigError"));
        assertThat(node.container(pod, 0)
                        .path("state")
                        .path("waiting")
                        .path("message")
                        .asString())
                .isEqualTo("configmap \"nowhere\" not found");
        Resource never =
                pod("absent", "'containers': [{'name': 'c', 'image': 'no/such:1', 'imagePullPolicy': 'Never'}]");
        DockerNode.await("never pulled").until(() -> waitingReason(never).equals("ErrImageNeverPull"));
    }

    private static String waitingReason(Resource pod) {
        return node.container(pod, 0)
                .path("state")
                .path("waiting")
                .path("reason")
                .asString("");
    }

    @Test
    void logsAreCutAndFollowedAndOnlyTheGatewayReadsThem() {
        Resource pod = shell("talker", "Never", "for i in 1 2 3 4; do echo line $i; done; sleep 2; echo end >&2");
        node.awaitReady(pod);
        String path = "/containerLogs/default/talker/c";
        DockerNode.await("four lines").until(() -> node.curl(path).startsWith("line 1\nline 2\nline 3\nline 4"));
        assertThat(node.curl(path + "?tailLines=1&follow=true")).isEqualTo("line 4\nend\n200");
        assertThat(node.curl(path + "?limitBytes=6")).isEqualTo("line 1200");
        assertThat(node.curl(path + "?tailLines=1&timestamps=true")).matches("20\\d\\d-[^ ]+Z end\n200");
        assertThat(node.curl(path + "?sinceTime=2999-01-01T00:00:00Z")).isEqualTo("200");
        assertThat(node.curl(path + "?tailLines=x")).contains("not a number").endsWith("400");
        assertThat(node.curl("/containerLogs/default/nobody/c")).isEqualTo("pod \"nobody\" not found404");
        assertThat(node.curl("other", path)).endsWith("403");
        assertThat(node.curl("/pods")).contains("\"talker\"").endsWith("200");
    }

    @Test
    void anAgentThatStartsAgainAdoptsWhatRunsAndRemovesWhatShouldNot() {
        Resource kept = shell("kept", "Always", "sleep 1000");
        Resource died = shell("died", "Always", "sleep 1000");
        Resource removed = shell("removed", "Always", "sleep 1000");
        node.awaitReady(kept);
        node.awaitReady(died);
        node.awaitReady(removed);
        String id = DockerNode.containerId(kept, "c");

        node.stopAgent();
        DockerNode.docker("kill", DockerNode.containerId(died, "c"));
        node.api.removePod(removed);
        node.startAgent();

        DockerNode.await("restart")
                .until(() -> node.container(died, 0).path("restartCount").asInt() == 1);
        DockerNode.await("orphans are removed")
                .until(() -> DockerNode.containersOf(removed).isEmpty());
        assertThat(DockerNode.containerId(kept, "c")).isEqualTo(id);
        assertThat(node.container(kept, 0).path("restartCount").asInt()).isZero();
        DockerNode.await("its directory too")
                .until(() -> !node.podDirectory(removed).toFile().exists());
    }

    @Test
    void anotherImageReplacesTheContainer() {
        Resource pod = pod(
                "changed",
                "'terminationGracePeriodSeconds': 1, 'containers': [{'name': 'c', 'image': 'gyre/busybox:1',"
                        + " 'command': ['sleep', '1000']}]");
        node.awaitReady(pod);
        node.api.setImage(pod, "gyre/web:1");
        DockerNode.await("restart")
                .until(() -> node.container(pod, 0).path("restartCount").asInt() == 1);
        node.awaitReady(pod);
        assertThat(node.container(pod, 0).path("image").asString()).isEqualTo("gyre/web:1");
    }
}

package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a whole kubelet does with pods that come past the scheduler. */
class NodeAdmissionTest {
    private static final String NODE = "simulated";

    private final InMemoryApi api = new InMemoryApi();
    private final SimulatedRuntime runtime = SimulatedAgent.runtime();
    private final NodeAgent agent = SimulatedAgent.start(NODE, api, runtime, new SimulatedProber(runtime));

    @AfterEach
    void stop() {
        agent.close();
    }

    private Resource pod(String name, String port) {
        return api.createPod(
                NODE,
                "{'metadata': {'name': '" + name + "'}, 'spec': {'containers': [{'name': 'c', 'image': 'any:1', "
                        + "'ports': [{'containerPort': 80, " + port + "}]}]}}");
    }

    private void awaitPhase(Resource pod, String phase) {
        Awaitility.await(pod.name() + " " + phase)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api.status(pod).path("phase").asString("").equals(phase));
    }

    @Test
    void aPortOfTheNodeBelongsToOnePodAtATime() {
        Resource first = pod("first", "'hostPort': 8080");
        awaitPhase(first, "Running");
        Resource second = pod("second", "'hostPort': 8080, 'hostIP': '127.0.0.1'");
        awaitPhase(second, "Failed");
        assertThat(api.status(second).path("reason").asString()).isEqualTo("NodePorts");
        assertThat(api.status(second).path("message").asString())
                .isEqualTo("Pod was rejected: Predicate NodePorts failed: "
                        + "node(s) didn't have free ports for the requested pod ports");
        awaitPhase(pod("other-protocol", "'hostPort': 8080, 'protocol': 'UDP'"), "Running");
        awaitPhase(pod("other-port", "'hostPort': 8081"), "Running");
        assertThat(api.status(first).path("phase").asString()).isEqualTo("Running");
    }

    @Test
    void theNextOneHasItWhenTheFirstHasGone() {
        Resource first = pod("first", "'hostPort': 8080");
        awaitPhase(first, "Running");
        Resource refused = pod("refused", "'hostPort': 8080");
        awaitPhase(refused, "Failed");
        api.deletePod(first, 0);
        api.deletePod(refused, 30);
        Awaitility.await("both gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.find(first.key()).isEmpty()
                        && api.find(refused.key()).isEmpty());
        awaitPhase(pod("next", "'hostPort': 8080"), "Running");
    }
}

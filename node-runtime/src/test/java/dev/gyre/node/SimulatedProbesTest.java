package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.probe.ProbeAnswer;
import dev.gyre.node.probe.ProbeAnswer.Kind;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A whole kubelet whose containers answer what they are told to. */
class SimulatedProbesTest {
    private static final String NODE = "simulated";
    private static final ProbeAnswer NO = new ProbeAnswer(Kind.NO, "told to");

    private final InMemoryApi api = new InMemoryApi();
    private final SimulatedRuntime runtime = SimulatedAgent.runtime();
    private final SimulatedProber prober = new SimulatedProber(runtime);
    private final NodeAgent agent = SimulatedAgent.start(NODE, api, runtime, prober);

    @AfterEach
    void stop() {
        agent.close();
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private Resource pod(String probes) {
        return api.createPod(
                NODE,
                "{'metadata': {'name': 'p'}, 'spec': {'containers': [{'name': 'c', 'image': 'any:1', " + probes
                        + "}]}}");
    }

    private static String probe(String field) {
        return "'" + field + "': {'tcpSocket': {'port': 80}, 'periodSeconds': 1, 'failureThreshold': 1}";
    }

    private JsonNode container(Resource pod) {
        return api.status(pod).path("containerStatuses").path(0);
    }

    private String running() {
        return runtime.list(NODE).toCompletableFuture().join().stream()
                .map(PodObservation::container)
                .filter(c -> !c.isSandbox() && c.life() instanceof Life.Running)
                .map(Observation::id)
                .findFirst()
                .orElse("");
    }

    @Test
    void readinessFollowsTheAnswers() {
        Resource pod = pod(probe("readinessProbe"));
        await("ready", () -> container(pod).path("ready").asBoolean());
        prober.tell(running(), NO);
        await("not ready", () -> !container(pod).path("ready").asBoolean(true));
        prober.tell(running(), ProbeAnswer.YES);
        await("ready again", () -> container(pod).path("ready").asBoolean());
        assertThat(container(pod).path("restartCount").asInt()).isZero();
    }

    @Test
    void aFailedLivenessProbeRestarts() {
        Resource pod = pod(probe("livenessProbe"));
        await("ready", () -> container(pod).path("ready").asBoolean());
        prober.tell(running(), NO);
        await("restarted", () -> container(pod).path("restartCount").asInt() == 1);
        await("ready again", () -> container(pod).path("ready").asBoolean());
        assertThat(api.all("events"))
                .anySatisfy(event -> assertThat(event.json().path("message").asString())
                        .isEqualTo("Liveness probe failed: told to"));
    }
}

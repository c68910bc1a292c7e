package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.telemetry.Gauges;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is counted rises and falls with the pods; others in the same JVM may count, too, so only differences are looked at. */
class KubeletMetricsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String NODE = "counted";

    @BeforeAll
    static void start() {
        Telemetry.start(Duration.ofMillis(50));
    }

    @Test
    void podsAndContainersAreCountedWhileTheyAreThere() {
        InMemoryApi api = new InMemoryApi();
        SimulatedRuntime runtime = SimulatedAgent.runtime();
        awaitAPageThatShowsAllUntilNow();
        double podsBefore = value("kubelet_running_pods");
        double containersBefore = value("kubelet_running_containers{container_state=\"running\"}");
        double startedBefore = value("kubelet_pod_start_duration_seconds_count");
        try (NodeAgent agent = SimulatedAgent.start(NODE, api, runtime, new SimulatedProber(runtime))) {
            Resource pod = api.createPod(
                    NODE,
                    "{'metadata': {'name': 'p'}, 'spec': {'containers': [{'name': 'a', 'image': 'any:1'}, "
                            + "{'name': 'b', 'image': 'any:1'}]}}");
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(value("kubelet_running_pods")).isEqualTo(podsBefore + 1);
                assertThat(value("kubelet_running_containers{container_state=\"running\"}"))
                        .isEqualTo(containersBefore + 2);
                assertThat(value("kubelet_pod_start_duration_seconds_count")).isEqualTo(startedBefore + 1);
            });
            api.deletePod(pod, 0);
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(value("kubelet_running_pods")).isEqualTo(podsBefore);
                assertThat(value("kubelet_running_containers{container_state=\"running\"}"))
                        .isEqualTo(containersBefore);
            });
        }
    }

    /** What other tests counted last may not be on the page yet. */
    private static void awaitAPageThatShowsAllUntilNow() {
        double mark = System.nanoTime() % 1_000_000;
        Gauges.named("test_mark", "Is on every page that is younger.").set(mark);
        await().atMost(LONG).until(() -> value("test_mark") == mark);
    }

    /** 0 where nothing was counted yet. */
    private static double value(String series) {
        return Telemetry.page()
                .lines()
                .filter(line -> line.startsWith(series + " ") || line.startsWith(series + "{} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }
}

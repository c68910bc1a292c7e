package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thousand kubelets in this JVM: real actors, a thread for none of them. */
class ManySimulatedNodesTest {
    private static final Logger log = LoggerFactory.getLogger(ManySimulatedNodesTest.class);
    private static final int NODES = 1000;

    @Test
    void aThousandNodesRunAndEndAPodEachOnAHandfulOfThreads() {
        InMemoryApi api = new InMemoryApi();
        SimulatedRuntime runtime = SimulatedAgent.runtime();
        List<NodeSettings> nodes = IntStream.range(0, NODES)
                .mapToObj(n -> NodeSettings.simulated("simulated-" + n, "127.0.0.1"))
                .toList();
        int threadsBefore = Thread.activeCount();
        long start = System.nanoTime();
        try (NodeAgent agent = SimulatedAgent.start(nodes, api, runtime, new SimulatedProber(runtime))) {
            await(() -> api.all("nodes").size() == NODES && api.all("leases").size() == NODES);
            long registered = System.nanoTime();
            List<Resource> pods = new ArrayList<>();
            for (NodeSettings node : nodes) {
                pods.add(api.createPod(
                        node.name(),
                        "{'metadata': {'name': 'pod-" + node.name()
                                + "'}, 'spec': {'containers': [{'name': 'c', 'image': 'any:1'}]}}"));
            }
            await(() -> pods.stream()
                    .allMatch(p -> api.status(p).path("phase").asString("").equals("Running")));
            long running = System.nanoTime();
            assertThat(Thread.activeCount() - threadsBefore).isLessThan(40);
            pods.forEach(pod -> api.deletePod(pod, 30));
            await(() -> api.all("pods").isEmpty());
            log.info(
                    "{} nodes registered in {} ms, ran a pod each in {} ms, ended it in {} ms",
                    NODES,
                    (registered - start) / 1_000_000,
                    (running - registered) / 1_000_000,
                    (System.nanoTime() - running) / 1_000_000);
            assertThat(agent.pods("simulated-1").toCompletableFuture().join()).isEmpty();
        }
        assertThat(runtime.list("simulated-1").toCompletableFuture().join()).isEmpty();
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}

package dev.gyre.node;

import dev.gyre.node.probe.Prober;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.node.simulated.SimulatedRuntime.Delays;
import dev.gyre.node.volume.NoVolumes;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whole kubelets before an API in memory, whose containers are simulated. */
final class SimulatedAgent {

    private SimulatedAgent() {}

    /** Everything happens at once on an ordinary machine. */
    static SimulatedRuntime runtime() {
        return new SimulatedRuntime(
                InstantSource.system(), (delay, task) -> task.run(), Delays.NONE, SimulatedRuntime.ordinaryMachine());
    }

    static NodeAgent start(List<NodeSettings> nodes, InMemoryApi api, SimulatedRuntime runtime, Prober prober) {
        return NodeAgent.start(
                nodes,
                new NodeAgent.Ports(
                        node -> api,
                        runtime,
                        node -> new NoVolumes(),
                        prober,
                        ServiceDirectory.NONE,
                        api,
                        decision -> CompletableFuture.completedFuture(null),
                        heartbeat -> {},
                        InstantSource.system()));
    }

    static NodeAgent start(String node, InMemoryApi api, SimulatedRuntime runtime, Prober prober) {
        return start(List.of(NodeSettings.simulated(node, "127.0.0.1")), api, runtime, prober);
    }
}

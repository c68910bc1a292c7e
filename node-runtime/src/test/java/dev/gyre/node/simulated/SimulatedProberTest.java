package dev.gyre.node.simulated;

import dev.gyre.node.probe.ProbeAnswer;
import dev.gyre.node.probe.ProbeTarget;
import dev.gyre.node.probe.Prober;
import dev.gyre.node.probe.ProberContract;
import dev.gyre.node.runtime.PodIdentity;
import dev.gyre.node.runtime.SandboxSpec;
import dev.gyre.node.simulated.SimulatedRuntime.Delays;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

class SimulatedProberTest extends ProberContract {
    private final SimulatedRuntime runtime = new SimulatedRuntime(
            InstantSource.system(), (delay, task) -> task.run(), Delays.NONE, SimulatedRuntime.ordinaryMachine());
    private final SimulatedProber prober = new SimulatedProber(runtime);

    private ProbeTarget running(String uid) {
        PodIdentity pod = new PodIdentity("n", uid, "default", "p");
        String id = runtime.startSandbox(new SandboxSpec(pod, 0, "p", false, false, List.of(), Map.of()))
                .toCompletableFuture()
                .join()
                .id();
        return new ProbeTarget.TcpSocket(id, "10.0.0.1", 80);
    }

    @Override
    protected Prober prober() {
        return prober;
    }

    @Override
    protected ProbeTarget well() {
        return running("well");
    }

    @Override
    protected ProbeTarget unwell() {
        ProbeTarget target = running("unwell");
        prober.tell(target.containerId(), new ProbeAnswer(ProbeAnswer.Kind.NO, "told to"));
        return target;
    }

    @Override
    protected ProbeTarget absent() {
        return new ProbeTarget.TcpSocket("gone", "10.0.0.1", 80);
    }
}

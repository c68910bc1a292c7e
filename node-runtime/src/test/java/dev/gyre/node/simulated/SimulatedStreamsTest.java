package dev.gyre.node.simulated;

import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerStreamsContract;
import java.time.InstantSource;

class SimulatedStreamsTest extends ContainerStreamsContract {
    @Override
    protected ContainerRuntime create() {
        return new SimulatedRuntime(
                InstantSource.system(),
                (delay, task) -> task.run(),
                SimulatedRuntime.Delays.NONE,
                SimulatedRuntime.ordinaryMachine());
    }

    @Override
    protected void cleanUp(ContainerRuntime runtime) {}
}

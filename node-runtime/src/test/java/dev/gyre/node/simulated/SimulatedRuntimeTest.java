package dev.gyre.node.simulated;

import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerRuntimeContract;
import dev.gyre.node.simulated.SimulatedRuntime.Delays;
import java.time.InstantSource;

class SimulatedRuntimeTest extends ContainerRuntimeContract {
    @Override
    protected ContainerRuntime create() {
        return new SimulatedRuntime(
                InstantSource.system(), (delay, task) -> task.run(), Delays.NONE, SimulatedRuntime.ordinaryMachine());
    }

    @Override
    protected void cleanUp(ContainerRuntime runtime) {
        // It ends with its object.
    }
}

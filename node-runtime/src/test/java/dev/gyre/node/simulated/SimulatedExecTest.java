package dev.gyre.node.simulated;

import dev.gyre.node.runtime.ContainerExec.Result;
import dev.gyre.node.runtime.ContainerExecContract;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.simulated.SimulatedRuntime.Delays;
import java.time.InstantSource;
import java.util.List;

class SimulatedExecTest extends ContainerExecContract {
    @Override
    protected ContainerRuntime create() {
        return new SimulatedRuntime(
                InstantSource.system(), (delay, task) -> task.run(), Delays.NONE, SimulatedRuntime.ordinaryMachine());
    }

    @Override
    protected void cleanUp(ContainerRuntime runtime) {
        // It ends with its object.
    }

    @Override
    protected void tell(ContainerRuntime runtime, List<String> command, Result result) {
        ((SimulatedRuntime) runtime).exec().tell(command, result);
    }
}

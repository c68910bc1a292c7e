package dev.gyre.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The scheduler as a process of its own; a second one takes over when the first dies. */
@Command(name = "scheduler", description = "Run the scheduler against a gateway and --kafka of your own.")
final class SchedulerCommand implements Callable<Integer> {

    @Mixin
    private RemoteOptions options = new RemoteOptions();

    @Override
    public Integer call() throws Exception {
        return PlaneRole.run(
                options,
                RoleIdentity.SCHEDULER,
                "scheduler",
                (clients, log) -> List.of(ControllersRole.scheduler(clients)));
    }
}

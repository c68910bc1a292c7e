package dev.gyre.node.simulated;

import dev.gyre.node.runtime.ContainerExec;
import dev.gyre.node.runtime.RuntimeRefusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Commands in simulated containers: each ends at once and well, unless it was told how to end. */
public final class SimulatedExec implements ContainerExec {
    private static final Result WELL = new Result(0, "", false);

    private final SimulatedRuntime runtime;
    private final Map<List<String>, Result> told = new ConcurrentHashMap<>();

    SimulatedExec(SimulatedRuntime runtime) {
        this.runtime = runtime;
    }

    /** From now on this command ends so, in every container. */
    public void tell(List<String> command, Result result) {
        told.put(List.copyOf(command), result);
    }

    @Override
    public CompletionStage<Result> run(String containerId, List<String> command, Duration timeout) {
        if (!runtime.isRunning(containerId)) {
            return CompletableFuture.failedFuture(
                    new RuntimeRefusal("Exec", "container " + containerId + " is not running"));
        }
        Result result = told.getOrDefault(command, WELL);
        int length = Math.min(result.output().length(), MOST_OUTPUT_BYTES);
        return CompletableFuture.completedFuture(
                new Result(result.exitCode(), result.output().substring(0, length), result.isTimedOut()));
    }
}

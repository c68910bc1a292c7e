package dev.gyre.node.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Runs a command in a running container to its end, as probes and hooks do: without input, with bounded output, and
 * within a time, after which its processes are killed. Fails with a {@link RuntimeRefusal} where the command could not be
 * started at all.
 */
public interface ContainerExec {

    /** What is kept of a command's output. */
    int MOST_OUTPUT_BYTES = 10 * 1024;

    CompletionStage<Result> run(String containerId, List<String> command, Duration timeout);

    /**
     * @param output both streams as they came, no more than {@link #MOST_OUTPUT_BYTES}
     * @param isTimedOut it was killed; the exit code then says nothing
     */
    record Result(int exitCode, String output, boolean isTimedOut) {}
}

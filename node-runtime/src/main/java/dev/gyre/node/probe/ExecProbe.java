package dev.gyre.node.probe;

import dev.gyre.node.runtime.ContainerExec;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A command in the container: what it prints is the reason where it does not end well. */
final class ExecProbe {
    private final ContainerExec exec;

    ExecProbe(ContainerExec exec) {
        this.exec = exec;
    }

    CompletionStage<ProbeAnswer> ask(ProbeTarget.Exec target, Duration timeout) {
        return exec.run(target.containerId(), target.command(), timeout).handle((result, failure) -> {
            if (failure != null) {
                return ProbeAnswer.unasked(words(failure));
            }
            if (result.isTimedOut()) {
                return ProbeAnswer.silence("command timed out: \"" + String.join(" ", target.command())
                        + "\" timed out after " + timeout.toSeconds() + "s");
            }
            return result.exitCode() == 0 ? ProbeAnswer.YES : ProbeAnswer.no(result.output());
        });
    }

    private static String words(Throwable failure) {
        Throwable cause = failure.getCause();
        String message =
                failure instanceof CompletionException && cause != null ? cause.getMessage() : failure.getMessage();
        return String.valueOf(message);
    }
}

package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.model.Frame;
import dev.gyre.node.runtime.ContainerExec;
import dev.gyre.node.runtime.RuntimeRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Commands by {@code docker exec}. The daemon cannot end one, so a command that takes too long is killed with everything
 * that it started by its process id, which the daemon tells; that needs an agent beside the daemon, as all of ours are.
 */
final class DockerExec implements ContainerExec {
    /** What a shell, and so everybody, says of a command that cannot be run or is not there. */
    private static final int CANNOT_RUN = 126;

    private static final int NOT_FOUND = 127;

    private final DockerClient docker;
    private final DockerCalls calls;

    DockerExec(DockerClient docker, DockerCalls calls) {
        this.docker = docker;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Result> run(String containerId, List<String> command, Duration timeout) {
        return calls.execCall("Exec", () -> {
            String exec = docker.execCreateCmd(containerId)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withCmd(command.toArray(String[]::new))
                    .exec()
                    .getId();
            try (Output output = new Output()) {
                docker.execStartCmd(exec).exec(output);
                boolean isDone = output.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS);
                if (!isDone) {
                    kill(docker.inspectExecCmd(exec).exec());
                    return new Result(0, output.text(), true);
                }
                return ended(docker.inspectExecCmd(exec).exec(), output);
            }
        });
    }

    /** A command that the container does not have fails to start, which the daemon says in the place of output. */
    private static Result ended(InspectExecResponse exec, Output output) {
        Long code = exec.getExitCodeLong();
        int exitCode = code == null ? 0 : code.intValue();
        boolean isStarted = (exitCode != CANNOT_RUN && exitCode != NOT_FOUND)
                || !output.text().startsWith("OCI runtime exec failed");
        if (!isStarted) {
            throw new RuntimeRefusal("Exec", output.text().strip());
        }
        return new Result(exitCode, output.text(), false);
    }

    private static void kill(InspectExecResponse exec) {
        Long pid = exec.getPidLong();
        if (pid == null || pid <= 0 || !Boolean.TRUE.equals(exec.isRunning())) {
            return;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        process.ifPresent(shell -> {
            List<ProcessHandle> started = shell.descendants().toList();
            shell.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        });
    }

    private static final class Output extends ResultCallback.Adapter<Frame> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void onNext(Frame frame) {
            byte[] payload = frame.getPayload();
            synchronized (bytes) {
                bytes.write(payload, 0, Math.min(payload.length, MOST_OUTPUT_BYTES - bytes.size()));
            }
        }

        String text() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (IOException e) {
                // The command has ended or been killed; there is nothing left to read.
            }
        }
    }
}

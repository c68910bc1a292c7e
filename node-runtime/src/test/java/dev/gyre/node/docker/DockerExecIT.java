package dev.gyre.node.docker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.runtime.ContainerExec.Result;
import dev.gyre.node.runtime.ContainerExecContract;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.RuntimeRefusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DockerExecIT extends ContainerExecContract {
    private static final String RUN = "it-exec-" + ProcessHandle.current().pid();

    @Override
    protected ContainerRuntime create() {
        return new DockerRuntime(DockerSettings.of(RUN).withLabels(Map.of("gyre.run", RUN)));
    }

    @Override
    protected void cleanUp(ContainerRuntime runtime) {
        ((DockerRuntime) runtime)
                .removeAll()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    protected void tell(ContainerRuntime runtime, List<String> command, Result result) {
        // A real command ends as it ends.
    }

    @Test
    void aCommandThatIsNotThereIsARefusalInTheRuntimesWords() {
        assertThatThrownBy(() -> runMissing())
                .hasCauseInstanceOf(RuntimeRefusal.class)
                .hasMessageContaining("no-such");
    }

    private Result runMissing() {
        return exec(List.of("no-such-command"), Duration.ofSeconds(60));
    }
}

package dev.gyre.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.runtime.ContainerExec.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands in containers must do, whether the containers exist or not. */
public abstract class ContainerExecContract {
    private static final PodIdentity POD = new PodIdentity("exec-node", "exec-uid", "default", "p");
    private static final Duration LONG = Duration.ofSeconds(60);

    private ContainerRuntime runtime;
    private String container;

    protected abstract ContainerRuntime create();

    protected abstract void cleanUp(ContainerRuntime runtime);

    /** Tells a runtime that does not know itself how this command ends. */
    protected abstract void tell(ContainerRuntime runtime, List<String> command, Result result);

    @BeforeEach
    void start() {
        runtime = create();
        cleanUp(runtime);
        var sandbox = get(runtime.startSandbox(new SandboxSpec(POD, 0, "p", false, false, List.of(), Map.of())));
        String image = get(runtime.resolveImage("gyre/busybox:1", PullPolicy.IF_NOT_PRESENT, () -> {}))
                .id();
        container = get(runtime.createContainer(new ContainerSpec(
                POD,
                sandbox.id(),
                "c",
                0,
                "hash",
                image,
                List.of("sleep"),
                List.of("1000"),
                List.of(),
                "",
                List.of(),
                ContainerSpec.Limits.NONE,
                ContainerSpec.Privileges.USUAL,
                ContainerSpec.PidNamespace.OWN,
                false,
                false,
                false)));
        get(runtime.startContainer(container));
    }

    @AfterEach
    void stop() {
        cleanUp(runtime);
        runtime.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Runs a command as it is. */
    protected Result exec(List<String> command, Duration timeout) {
        return get(runtime.exec().run(container, command, timeout));
    }

    private Result run(Duration timeout, Result told, String... command) {
        tell(runtime, List.of(command), told);
        return exec(List.of(command), timeout);
    }

    @Test
    void aCommandTellsItsExitCodeAndWhatItPrinted() {
        Result expected = new Result(3, "out\n", false);
        assertThat(run(LONG, expected, "sh", "-c", "echo out; exit 3")).isEqualTo(expected);
        assertThat(run(LONG, new Result(0, "", false), "true")).isEqualTo(new Result(0, "", false));
    }

    @Test
    void errorsArePartOfTheOutput() {
        Result expected = new Result(0, "err\n", false);
        assertThat(run(LONG, expected, "sh", "-c", "echo err >&2")).isEqualTo(expected);
    }

    @Test
    void noMoreThanTenKibibytesAreKept() {
        Result much = new Result(0, "x".repeat(20_000), false);
        Result result = run(LONG, much, "sh", "-c", "head -c 20000 /dev/zero | tr '\\0' x");
        assertThat(result.output()).isEqualTo("x".repeat(ContainerExec.MOST_OUTPUT_BYTES));
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aCommandThatTakesTooLongIsKilled() {
        Result result = run(Duration.ofMillis(500), new Result(0, "", true), "sh", "-c", "sleep 4321; echo never");
        assertThat(result.isTimedOut()).isTrue();
        Result left = run(LONG, new Result(1, "", false), "sh", "-c", "ps | grep -q '[s]leep 4321'");
        assertThat(left).isEqualTo(new Result(1, "", false));
    }

    @Test
    void aContainerThatHasEndedRunsNothing() {
        get(runtime.stopContainer(container, 0));
        assertThatThrownBy(() -> get(runtime.exec().run(container, List.of("true"), LONG)))
                .hasCauseInstanceOf(RuntimeRefusal.class);
    }
}

package dev.gyre.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.runtime.ContainerRuntime.StartedSandbox;
import dev.gyre.node.runtime.ContainerStreams.Wanted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every runtime's interactive streams must do. The container's own process is {@code cat}. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ContainerStreamsContract {
    private static final PodIdentity POD = new PodIdentity("streams-node", "streams-uid", "default", "p");
    private static final Wanted ALL = new Wanted(true, true, true, false);

    private ContainerRuntime runtime;
    private StartedSandbox sandbox;
    private String container;

    protected abstract ContainerRuntime create();

    protected abstract void cleanUp(ContainerRuntime runtime);

    @BeforeEach
    void start() {
        runtime = create();
        cleanUp(runtime);
        sandbox = get(runtime.startSandbox(new SandboxSpec(POD, 0, "p", false, false, List.of(), Map.of())));
        String image = get(runtime.resolveImage("gyre/busybox:1", PullPolicy.IF_NOT_PRESENT, () -> {}))
                .id();
        container = get(runtime.createContainer(new ContainerSpec(
                POD,
                sandbox.id(),
                "c",
                0,
                "hash",
                image,
                List.of("cat"),
                List.of(),
                List.of(),
                "",
                List.of(),
                ContainerSpec.Limits.NONE,
                ContainerSpec.Privileges.USUAL,
                ContainerSpec.PidNamespace.OWN,
                true,
                false,
                false)));
        get(runtime.startContainer(container));
    }

    @AfterEach
    void stop() {
        cleanUp(runtime);
        runtime.close();
    }

    protected static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    protected ContainerStreams streams() {
        return runtime.streams();
    }

    protected String containerId() {
        return container;
    }

    protected String sandboxId() {
        return sandbox.id();
    }

    /** What a process wrote. */
    protected static final class Written implements ContainerProcess.Output {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();

        public Written() {}

        @Override
        public synchronized void stdout(byte[] bytes) {
            out.writeBytes(bytes);
        }

        @Override
        public synchronized void stderr(byte[] bytes) {
            err.writeBytes(bytes);
        }

        public synchronized String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        public synchronized String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        public synchronized int outBytes() {
            return out.size();
        }
    }

    private OptionalInt exec(InputStream stdin, Written written, String... command) throws IOException {
        Wanted wanted = stdin == null ? new Wanted(false, true, true, false) : ALL;
        try (ContainerProcess process = streams().exec(container, List.of(command), wanted)) {
            return process.run(stdin, written);
        }
    }

    @Test
    void outputsAreApartAndTheExitCodeIsTold() throws Exception {
        Written written = new Written();
        OptionalInt code = exec(null, written, "sh", "-c", "echo out; echo err >&2; exit 3");
        assertThat(code).hasValue(3);
        assertThat(written.out()).isEqualTo("out\n");
        assertThat(written.err()).isEqualTo("err\n");
    }

    @Test
    void successIsZero() throws Exception {
        assertThat(exec(null, new Written(), "echo", "hello")).hasValue(0);
    }

    @Test
    void standardInputEndsWhereItsSourceDoes() throws Exception {
        Written written = new Written();
        byte[] megabyte = new byte[1 << 20];
        OptionalInt code = exec(new ByteArrayInputStream(megabyte), written, "cat");
        assertThat(code).hasValue(0);
        assertThat(written.outBytes()).isEqualTo(megabyte.length);
    }

    @Test
    void aCommandOfWhichOnlyTheInputIsWantedEndsWhenItEnds() throws Exception {
        Written written = new Written();
        try (PipedOutputStream silent = new PipedOutputStream();
                PipedInputStream stdin = new PipedInputStream(silent);
                ContainerProcess process = streams()
                        .exec(
                                container,
                                List.of("sh", "-c", "echo out; echo err >&2; exit 3"),
                                new Wanted(true, false, false, false))) {
            assertThat(process.run(stdin, written)).hasValue(3);
        }
        assertThat(written.out()).isEmpty();
        assertThat(written.err()).isEmpty();
    }

    @Test
    void aCommandThatIsNotThereFails() throws Exception {
        Written written = new Written();
        assertThat(exec(null, written, "sh", "-c", "no-such-command")).hasValue(127);
        assertThat(written.err()).contains("not found");
    }

    @Test
    void attachingReachesTheContainersOwnProcess() throws Exception {
        Written written = new Written();
        PipedOutputStream typed = new PipedOutputStream();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                PipedInputStream stdin = new PipedInputStream(typed);
                ContainerProcess process = streams().attach(container, ALL)) {
            CompletableFuture<OptionalInt> ended =
                    CompletableFuture.supplyAsync(() -> run(process, stdin, written), executor);
            typed.write("hello\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> written.out().equals("hello\n"));
            typed.close();
            process.close();
            ended.handle((code, cut) -> code).orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private static OptionalInt run(ContainerProcess process, InputStream stdin, Written written) {
        try {
            return process.run(stdin, written);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatDoesNotRunIsRefused() {
        get(runtime.stopContainer(container, 0));
        assertThatThrownBy(() -> streams().exec(container, List.of("echo"), ALL))
                .isInstanceOf(RuntimeRefusal.class)
                .hasMessageContaining("is not running");
        assertThatThrownBy(() -> streams().attach(container, ALL))
                .isInstanceOf(RuntimeRefusal.class)
                .hasMessageContaining("is not running");
    }

    @Test
    void aPortOnWhichNobodyListensRefuses() {
        assertThatThrownBy(() -> streams().connect(sandbox.id(), 4999))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection refused");
    }
}

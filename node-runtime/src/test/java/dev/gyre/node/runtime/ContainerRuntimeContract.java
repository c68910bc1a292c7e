package dev.gyre.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.runtime.ContainerRuntime.StartedSandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every container runtime must do, whether its containers exist or not. */
public abstract class ContainerRuntimeContract {
    private static final PodIdentity POD = new PodIdentity("contract-node", "contract-uid", "default", "p");

    private ContainerRuntime runtime;

    protected abstract ContainerRuntime create();

    protected abstract void cleanUp(ContainerRuntime runtime);

    @BeforeEach
    void start() {
        runtime = create();
        cleanUp(runtime);
    }

    @AfterEach
    void stop() {
        cleanUp(runtime);
        runtime.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private StartedSandbox sandbox() {
        return get(runtime.startSandbox(new SandboxSpec(POD, 0, "p", false, false, List.of(), Map.of())));
    }

    private ContainerSpec spec(StartedSandbox sandbox, int attempt) {
        String image = get(runtime.resolveImage("gyre/busybox:1", PullPolicy.IF_NOT_PRESENT, () -> {}))
                .id();
        return new ContainerSpec(
                POD,
                sandbox.id(),
                "c",
                attempt,
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
                false);
    }

    private Observation only(String id) {
        return get(runtime.list(POD.node())).stream()
                .map(PodObservation::container)
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSandboxHasAnAddressAndIsTheSameWhenAskedForAgain() {
        StartedSandbox sandbox = sandbox();
        assertThat(sandbox.ip()).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        assertThat(sandbox()).isEqualTo(sandbox);
        assertThat(only(sandbox.id()).isSandbox()).isTrue();
        assertThat(only(sandbox.id()).life())
                .isEqualTo(new Life.Running(((Life.Running) only(sandbox.id()).life()).startedAt(), sandbox.ip()));
    }

    @Test
    void aNameIsGivenOnce() {
        StartedSandbox sandbox = sandbox();
        String id = get(runtime.createContainer(spec(sandbox, 0)));
        assertThat(get(runtime.createContainer(spec(sandbox, 0)))).isEqualTo(id);
        assertThat(get(runtime.createContainer(spec(sandbox, 1)))).isNotEqualTo(id);
        assertThat(only(id).life()).isEqualTo(new Life.Created());
        assertThat(only(id).hash()).isEqualTo("hash");
    }

    @Test
    void aContainerRunsUntilItIsStoppedAndItsEndIsHeardOf() throws Exception {
        List<PodObservation> heard = new CopyOnWriteArrayList<>();
        StartedSandbox sandbox = sandbox();
        String id = get(runtime.createContainer(spec(sandbox, 0)));
        try (AutoCloseable watching = runtime.watch(heard::add)) {
            assertThat(get(runtime.startContainer(id))).isEqualTo(get(runtime.startContainer(id)));
            assertThat(only(id).life()).isInstanceOf(Life.Running.class);
            get(runtime.stopContainer(id, 0));
            get(runtime.stopContainer(id, 0));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !heard.isEmpty());
            assertThat(watching).isNotNull();
        }
        assertThat(heard.getFirst().pod()).isEqualTo(POD);
        assertThat(heard.getFirst().container().id()).isEqualTo(id);
        assertThat(only(id).life()).isInstanceOf(Life.Dead.class);
    }

    @Test
    void aRunningContainerIsGivenOtherLimitsAndRunsOn() {
        String id = get(runtime.createContainer(spec(sandbox(), 0)));
        get(runtime.startContainer(id));
        Life before = only(id).life();
        ContainerSpec.Limits limits = new ContainerSpec.Limits(512, 50_000, 64L << 20, 1000);
        get(runtime.resizeContainer(id, limits));
        get(runtime.resizeContainer(id, limits));
        assertThat(only(id).life()).isEqualTo(before);
        get(runtime.stopContainer(id, 0));
        assertThatThrownBy(() -> get(runtime.resizeContainer("none", limits))).hasCauseInstanceOf(RuntimeRefusal.class);
    }

    @Test
    void whatIsRemovedIsGoneAndMayBeRemovedAgain() {
        StartedSandbox sandbox = sandbox();
        String id = get(runtime.createContainer(spec(sandbox, 0)));
        get(runtime.startContainer(id));
        for (int i = 0; i < 2; i++) {
            get(runtime.remove(id));
            get(runtime.remove(sandbox.id()));
        }
        assertThat(get(runtime.list(POD.node()))).isEmpty();
    }

    @Test
    void nodesSeeOnlyTheirOwn() {
        sandbox();
        assertThat(get(runtime.list("another-node"))).isEmpty();
    }

    @Test
    void anImageThatIsNowhereIsRefusedInWords() {
        assertThatThrownBy(() -> get(runtime.resolveImage("missing/image:1", PullPolicy.NEVER, () -> {})))
                .hasCauseInstanceOf(RuntimeRefusal.class)
                .hasMessageContaining("missing/image:1");
    }
}

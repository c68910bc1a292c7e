package dev.gyre.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.PodState.Purpose;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every state with every signal, against the table in {@code lifecycle-table.txt}: what follows and the acts in short ({@code V} prepare volumes, {@code v} remove them, {@code S} create the sandbox, {@code s}
 * remove it, {@code P} pull, {@code C} create, {@code R} run, {@code K} stop, {@code r} remove a container, {@code O}
 * observe, {@code D} let go, {@code ?} probe, {@code H} run a hook). A dot is the same state; what is not in the table changes nothing and does nothing. The
 * table is rewritten with {@code -Dgolden.rewrite=true} and reviewed as a difference.
 */
class LifecycleTableTest {
    private static final Path TABLE = Path.of("src/test/resources/lifecycle-table.txt");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");
    private static final PodLifecycle LIFECYCLE = new PodLifecycle("10.0.0.1", "docker");
    private static final PodManifest POD = Pods.of(Pods.one("OnFailure"));
    private static final PodManifest DELETED = Pods.deleting(Pods.one("OnFailure"), 30);

    @Test
    void everyStateWithEverySignal() throws IOException {
        List<String> lines = new ArrayList<>();
        states().forEach((name, state) -> {
            lines.add(name);
            signals().forEach((label, signal) -> {
                String cell = cell(state, LIFECYCLE.on(state, signal, NOW));
                if (!cell.equals(".")) {
                    lines.add("  " + label + " -> " + cell);
                }
            });
        });
        String actual = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(TABLE, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(TABLE));
    }

    /** Nothing that is asked for is asked for again by a signal that says nothing new. */
    @Test
    void aTickAsksForNothing() {
        states().forEach((name, state) -> assertThat(LIFECYCLE.on(state, new Signal.Tick(), NOW).commands().stream()
                        .filter(PodCommand::isAct))
                .as(name)
                .isEmpty());
    }

    private static String cell(PodState before, Step<PodState> step) {
        StringBuilder acts = new StringBuilder();
        step.commands().forEach(command -> acts.append(letter(command)));
        boolean isSame = step.state().equals(before);
        return (isSame ? "." : step.state().getClass().getSimpleName()) + (acts.isEmpty() ? "" : ":" + acts);
    }

    private static String letter(PodCommand command) {
        return switch (command) {
            case PodCommand.Observe c -> "O";
            case PodCommand.PrepareVolumes c -> "V";
            case PodCommand.RemoveVolumes c -> "v";
            case PodCommand.CreateSandbox c -> "S";
            case PodCommand.RemoveSandbox c -> "s";
            case PodCommand.PullImage c -> "P";
            case PodCommand.CreateContainer c -> "C";
            case PodCommand.StartContainer c -> "R";
            case PodCommand.StopContainer c -> "K";
            case PodCommand.ResizeContainer c -> "Z";
            case PodCommand.RemoveContainer c -> "r";
            case PodCommand.FinishDeletion c -> "D";
            case PodCommand.Probe c -> "?";
            case PodCommand.RunHook c -> "H";
            case PodCommand.ReportStatus c -> "";
            case PodCommand.WakeAt c -> "";
            case PodCommand.EmitEvent c -> "";
        };
    }

    /** One of each, as a pod of one container passes through them. */
    private static Map<String, PodState> states() {
        Map<String, PodState> states = new LinkedHashMap<>();
        PodState state = new PodState.Absent();
        states.put("Absent", state);
        List<Signal> path = List.of(
                new Signal.PodSpecified(POD),
                new Signal.RuntimeObserved(List.of()),
                new Signal.VolumesReady(),
                new Signal.SandboxStarted(0, "sb", "10.1.0.1"),
                new Signal.ImagePresent("c", "sha256:i", false),
                new Signal.ContainerCreated("c", 0, "c0"),
                new Signal.ContainerStarted("c", "c0", NOW));
        List<String> names =
                List.of("Observing", "Preparing", "Sandboxing", "Pulling", "Creating", "Starting", "Running");
        for (int i = 0; i < path.size(); i++) {
            state = LIFECYCLE.on(state, path.get(i), NOW).state();
            states.put(names.get(i), state);
        }
        PodState crashed = LIFECYCLE.on(state, exited("c0", 1), NOW).state();
        states.put("Restarting", crashed);
        PodState stopping =
                LIFECYCLE.on(state, new Signal.PodSpecified(DELETED), NOW).state();
        states.put("Stopping", stopping);
        PodState removing = LIFECYCLE.on(stopping, exited("c0", 1), NOW).state();
        states.put("Removing", removing);
        PodFacts facts = state.facts();
        states.put("Finished", LIFECYCLE.on(state, exited("c0", 0), NOW).state());
        states.put("Rebuilding", new PodState.Removing(facts, new Purpose.Rebuild(), Set.of("sb")));
        states.put("Gone", new PodState.Gone());
        probed(states);
        return states;
    }

    /** The same container with everything that can be asked of it: both hooks and all three probes. */
    private static void probed(Map<String, PodState> states) {
        PodManifest pod = Pods.of(Pods.probed("OnFailure"));
        PodState state = new PodState.Absent();
        for (Signal signal : List.of(
                new Signal.PodSpecified(pod),
                new Signal.RuntimeObserved(List.of()),
                new Signal.VolumesReady(),
                new Signal.SandboxStarted(0, "sb", "10.1.0.1"),
                new Signal.ImagePresent("c", "sha256:i", false),
                new Signal.ContainerCreated("c", 0, "c0"),
                new Signal.ContainerStarted("c", "c0", NOW))) {
            state = LIFECYCLE.on(state, signal, NOW).state();
        }
        states.put("PostStarting", state);
        state = LIFECYCLE
                .on(state, new Signal.HookDone("c", "c0", HookKind.POST_START, ""), NOW)
                .state();
        states.put("StartupProbing", state);
        state = LIFECYCLE
                .on(state, probed(ProbeKind.STARTUP, ProbeResult.SUCCESS), NOW)
                .state();
        states.put("Probing", state);
        PodState unhealthy = LIFECYCLE
                .on(state, probed(ProbeKind.LIVENESS, ProbeResult.FAILURE), NOW)
                .state();
        states.put("PreStoppingUnhealthy", unhealthy);
        states.put(
                "StoppingUnhealthy",
                LIFECYCLE
                        .on(unhealthy, new Signal.HookDone("c", "c0", HookKind.PRE_STOP, "no"), NOW)
                        .state());
        states.put(
                "PreStoppingDeleted",
                LIFECYCLE
                        .on(state, new Signal.PodSpecified(Pods.deleting(Pods.probed("OnFailure"), 30)), NOW)
                        .state());
    }

    private static Signal probed(ProbeKind kind, ProbeResult result) {
        return new Signal.Probed("c", "c0", kind, result, "said");
    }

    private static Signal exited(String id, int exitCode) {
        return new Signal.ContainerExited("c", Termination.of(id, exitCode, false, "", NOW, NOW));
    }

    private static Map<String, Signal> signals() {
        Map<String, Signal> signals = new LinkedHashMap<>();
        signals.put("specified", new Signal.PodSpecified(POD));
        signals.put("deleted", new Signal.PodSpecified(DELETED));
        signals.put("refused", new Signal.Refused("NodePorts", "no"));
        signals.put("vanished", new Signal.PodVanished());
        signals.put("observed nothing", new Signal.RuntimeObserved(List.of()));
        signals.put(
                "observed running",
                new Signal.RuntimeObserved(List.of(
                        new Observation("sb", "POD", true, 0, "", "", new Life.Running(NOW, "10.1.0.1")),
                        new Observation(
                                "c0",
                                "c",
                                false,
                                0,
                                POD.containers().getFirst().hash(),
                                "sha256:i",
                                new Life.Running(NOW, "")))));
        signals.put("volumes ready", new Signal.VolumesReady());
        signals.put("volumes failed", new Signal.VolumesFailed("no"));
        signals.put("sandbox started", new Signal.SandboxStarted(0, "sb", "10.1.0.1"));
        signals.put("sandbox failed", new Signal.SandboxFailed(0, "no"));
        signals.put("sandbox exited", new Signal.SandboxExited("sb"));
        signals.put("image present", new Signal.ImagePresent("c", "sha256:i", true));
        signals.put("pull failed", new Signal.PullFailed("c", "ErrImagePull", "no"));
        signals.put("created", new Signal.ContainerCreated("c", 0, "c0"));
        signals.put("create failed", new Signal.CreateFailed("c", 0, "CreateContainerError", "no"));
        signals.put("started", new Signal.ContainerStarted("c", "c0", NOW));
        signals.put("start failed", new Signal.StartFailed("c", "c0", "no"));
        signals.put("exited", exited("c0", 1));
        signals.put("container removed", new Signal.Removed("c0"));
        signals.put("sandbox removed", new Signal.Removed("sb"));
        signals.put("volumes removed", new Signal.Removed(Signal.VOLUMES));
        for (ProbeKind kind : ProbeKind.values()) {
            for (ProbeResult result : ProbeResult.values()) {
                signals.put(kind + " " + result, probed(kind, result));
            }
        }
        for (HookKind kind : HookKind.values()) {
            signals.put(kind + " done", new Signal.HookDone("c", "c0", kind, ""));
            signals.put(kind + " failed", new Signal.HookDone("c", "c0", kind, "no"));
        }
        signals.put("tick", new Signal.Tick());
        return signals;
    }
}

package dev.gyre.node.lifecycle;

import dev.gyre.schemas.record.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One pod's life as signals come in, and what it asked for and said since {@link #forget}. */
final class Story {
    private final PodLifecycle lifecycle = new PodLifecycle("10.0.0.1", "docker");
    private final List<PodCommand> commands = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    PodState state = new PodState.Absent();
    ObjectNode status;

    Story on(Signal signal) {
        Step<PodState> step = lifecycle.on(state, signal, now);
        state = step.state();
        reasons.addAll(step.reasons());
        for (PodCommand command : step.commands()) {
            commands.add(command);
            if (command instanceof PodCommand.ReportStatus report) {
                status = report.status();
            }
        }
        return this;
    }

    Story begin(PodManifest pod) {
        on(new Signal.PodSpecified(pod));
        on(new Signal.RuntimeObserved(List.of()));
        on(new Signal.VolumesReady());
        return on(new Signal.SandboxStarted(0, "sb", "10.1.0.1"));
    }

    Story run(String container, int attempt) {
        on(new Signal.ImagePresent(container, "sha256:i", false));
        on(new Signal.ContainerCreated(container, attempt, container + attempt));
        return on(new Signal.ContainerStarted(container, container + attempt, now));
    }

    Story exit(String container, int attempt, int code) {
        return on(
                new Signal.ContainerExited(container, Termination.of(container + attempt, code, false, "", now, now)));
    }

    Story probed(String id, ProbeKind kind, ProbeResult result) {
        return on(new Signal.Probed(id.substring(0, id.length() - 1), id, kind, result, "said"));
    }

    Story hook(String id, HookKind kind, String failure) {
        return on(new Signal.HookDone(id.substring(0, id.length() - 1), id, kind, failure));
    }

    Story after(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
        return on(new Signal.Tick());
    }

    Story forget() {
        commands.clear();
        reasons.clear();
        return this;
    }

    <C extends PodCommand> List<C> asked(Class<C> type) {
        return commands.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Why it asked for the ends of containers, as its decisions say. */
    List<String> stops() {
        return reasons.stream()
                .filter(reason -> StopReason.containerOf(reason).isPresent())
                .toList();
    }

    List<ProbeKind> probes() {
        return asked(PodCommand.Probe.class).stream()
                .map(PodCommand.Probe::kind)
                .toList();
    }

    List<String> events(String reason) {
        return asked(PodCommand.EmitEvent.class).stream()
                .filter(event -> event.reason().equals(reason))
                .map(PodCommand.EmitEvent::message)
                .toList();
    }

    JsonNode container(String name) {
        for (String list : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
            for (JsonNode container : status.path(list)) {
                if (container.path("name").asString("").equals(name)) {
                    return container;
                }
            }
        }
        return status.path("none");
    }

    boolean isReady(String container) {
        return container(container).path("ready").asBoolean();
    }

    boolean isStarted(String container) {
        return container(container).path("started").asBoolean();
    }

    String condition(String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString().equals(type)) {
                return condition.path("status").asString();
            }
        }
        return "";
    }

    String waiting(String container) {
        return container(container).path("state").path("waiting").path("reason").asString("");
    }
}

package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.CreateFailed;
import dev.gyre.node.lifecycle.ContainerPhase.Creating;
import dev.gyre.node.lifecycle.ContainerPhase.PullFailed;
import dev.gyre.node.lifecycle.ContainerPhase.Pulling;
import dev.gyre.node.lifecycle.ContainerPhase.Running;
import dev.gyre.node.lifecycle.ContainerPhase.Starting;
import dev.gyre.node.lifecycle.ContainerPhase.Waiting;
import dev.gyre.node.lifecycle.PodState.Active;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes what the runtime says about one container into the state; the part of {@link SignalFold} that is about containers. */
final class ContainerFold {
    private ContainerFold() {}

    static PodState imagePresent(PodState state, Signal.ImagePresent present, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, present.container());
        if (facts == null || container == null || !(container.phase() instanceof Pulling)) {
            return state;
        }
        ContainerProgress resolved = container.withImage(present.imageId());
        if (!(state instanceof Active) || !(facts.sandbox() instanceof Sandbox.Ready sandbox)) {
            return States.with(state, facts.with(resolved.with(new Waiting())));
        }
        String image = facts.pod()
                .container(container.name())
                .map(ContainerManifest::image)
                .orElse("");
        String message = present.wasPulled()
                ? "Successfully pulled image \"" + image + "\""
                : "Container image \"" + image + "\" already present on machine";
        out.tell(false, "Pulled", message, container.name());
        String targetId = targetId(facts, container.name());
        if (targetId == null) {
            String target = facts.pod()
                    .container(container.name())
                    .map(ContainerManifest::target)
                    .orElse("");
            return refused(state, facts, resolved, "CreateContainerConfigError", noTarget(target), now, out);
        }
        out.act(
                new PodCommand.CreateContainer(
                        container.name(), container.attempt(), present.imageId(), sandbox.id(), sandbox.ip(), targetId),
                "the image of " + container.name() + " is there");
        Sizing sizing = facts.pod()
                .container(container.name())
                .map(definition -> Sizing.given(definition.resources()))
                .orElse(Sizing.UNKNOWN);
        return States.with(state, facts.with(resolved.with(sizing).with(new Creating())));
    }

    /** The container whose processes this one is to see; empty for none in particular, null where it does not run. */
    private static @Nullable String targetId(PodFacts facts, String name) {
        String target =
                facts.pod().container(name).map(ContainerManifest::target).orElse("");
        if (target.isEmpty()) {
            return "";
        }
        ContainerProgress targeted = progress(facts, target);
        return targeted != null && targeted.phase() instanceof Running running ? running.id() : null;
    }

    private static String noTarget(String target) {
        return "unable to find target container \"" + target + "\"";
    }

    static PodState pullFailed(PodState state, Signal.PullFailed failed, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, failed.container());
        if (facts == null || container == null || !(container.phase() instanceof Pulling)) {
            return state;
        }
        BackOff backOff = container.pulls().afterFailure(now);
        out.tell(true, "Failed", failed.message(), container.name());
        out.tell(true, "Failed", "Error: " + failed.reason(), container.name());
        PullFailed phase = new PullFailed(failed.reason(), failed.message(), false, backOff.retryAt());
        return States.with(state, facts.with(container.withPulls(backOff).with(phase)));
    }

    static PodState created(PodState state, Signal.ContainerCreated created, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, created.container());
        boolean isAwaited =
                container != null && container.attempt() == created.attempt() && container.phase() instanceof Creating;
        if (facts == null || container == null || !isAwaited) {
            if (container == null || !created.id().equals(idOf(container.phase()))) {
                out.act(new PodCommand.RemoveContainer(created.id()), "a container that nobody waits for");
            }
            return state;
        }
        if (!(state instanceof Active)) {
            out.act(new PodCommand.RemoveContainer(created.id()), container.name() + " is not to start any more");
            return States.with(state, facts.with(container.with(new Waiting())));
        }
        out.tell(false, "Created", "Created container " + container.name(), container.name());
        out.act(new PodCommand.StartContainer(container.name(), created.id()), container.name() + " is created");
        return States.with(state, facts.with(container.with(new Starting(created.id()))));
    }

    static PodState createFailed(PodState state, Signal.CreateFailed failed, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, failed.container());
        if (facts == null
                || container == null
                || container.attempt() != failed.attempt()
                || !(container.phase() instanceof Creating)) {
            return state;
        }
        return refused(state, facts, container, failed.reason(), failed.message(), now, out);
    }

    private static PodState refused(
            PodState state,
            PodFacts facts,
            ContainerProgress container,
            String reason,
            String message,
            Instant now,
            StepDraft out) {
        BackOff backOff = container.pulls().afterFailure(now);
        out.tell(true, "Failed", "Error: " + message, container.name());
        CreateFailed phase = new CreateFailed(reason, message, backOff.retryAt());
        return States.with(state, facts.with(container.withPulls(backOff).with(phase)));
    }

    static PodState started(PodState state, Signal.ContainerStarted started, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, started.container());
        if (facts == null
                || container == null
                || !(container.phase() instanceof Starting starting)
                || !starting.id().equals(started.id())) {
            return state;
        }
        out.tell(false, "Started", "Started container " + container.name(), container.name());
        ContainerManifest manifest = facts.pod().container(container.name()).orElse(null);
        if (manifest == null) {
            return state;
        }
        boolean isPostStarting = manifest.hooks().contains(HookKind.POST_START);
        if (isPostStarting) {
            out.act(
                    new PodCommand.RunHook(
                            container.name(), started.id(), HookKind.POST_START, facts.ip(), HookFold.POST_START_LIMIT),
                    container.name() + " has started");
        }
        Running running = new Running(
                started.id(), started.startedAt(), manifest.hash(), isPostStarting, Health.fresh(manifest), null);
        return States.with(state, facts.with(container.with(running)));
    }

    static PodState startFailed(PodState state, Signal.StartFailed failed, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, failed.container());
        if (facts == null
                || container == null
                || !(container.phase() instanceof Starting starting)
                || !starting.id().equals(failed.id())) {
            return state;
        }
        out.tell(true, "Failed", "Error: " + failed.message(), container.name());
        Termination how = Termination.notStarted(failed.id(), failed.message(), now);
        return ended(state, facts, container.exited(how, Ending.ITSELF), out);
    }

    static PodState exited(PodState state, String name, Termination how, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress container = progress(facts, name);
        if (facts == null || container == null || !how.containerId().equals(idOf(container.phase()))) {
            return state;
        }
        Stop stop = container.phase() instanceof Running running ? running.stop() : null;
        Ending ending = state instanceof Active && stop != null ? stop.cause().ending() : Ending.ITSELF;
        return ended(state, facts, container.exited(how, ending), out);
    }

    /** A wait before the next attempt is told once, when it begins; the first restart does not wait. */
    private static PodState ended(PodState state, PodFacts facts, ContainerProgress container, StepDraft out) {
        PodManifest pod = facts.pod();
        boolean isRestarted = state instanceof Active
                && !pod.isDeleting()
                && pod.container(container.name())
                        .filter(manifest -> !ContainerPlan.isOver(pod, manifest, container))
                        .isPresent();
        if (isRestarted && !container.waitBeforeRestart().isZero()) {
            String message = "Back-off restarting failed container " + container.name() + " in pod " + pod.fullName();
            out.tell(true, "BackOff", message, container.name());
        }
        return States.with(state, facts.with(container));
    }

    private static @Nullable ContainerProgress progress(@Nullable PodFacts facts, String name) {
        return facts == null ? null : facts.containers().get(name);
    }

    /** The id of the container that starts or runs; null in every other phase. */
    static @Nullable String idOf(ContainerPhase phase) {
        return switch (phase) {
            case Starting starting -> starting.id();
            case Running running -> running.id();
            case Waiting w -> null;
            case Pulling p -> null;
            case PullFailed p -> null;
            case Creating c -> null;
            case CreateFailed c -> null;
            case ContainerPhase.Exited e -> null;
        };
    }
}

package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.PodState.Absent;
import dev.gyre.node.lifecycle.PodState.Active;
import dev.gyre.node.lifecycle.PodState.Finished;
import dev.gyre.node.lifecycle.PodState.Gone;
import dev.gyre.node.lifecycle.PodState.Observing;
import dev.gyre.node.lifecycle.PodState.Preparing;
import dev.gyre.node.lifecycle.PodState.Purpose;
import dev.gyre.node.lifecycle.PodState.Removing;
import dev.gyre.node.lifecycle.PodState.Stopping;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Takes a signal into the state, and decides only what the signal alone decides: what came too late or belongs to nobody
 * is undone at once. What is due next is {@link PodPlan}'s business.
 */
final class SignalFold {
    private SignalFold() {}

    static PodState fold(PodState state, Signal signal, Instant now, StepDraft out) {
        return switch (signal) {
            case Signal.PodSpecified s -> specified(state, s.pod(), now, out);
            case Signal.Refused s -> refused(state, s, out);
            case Signal.PodVanished s -> vanished(state);
            case Signal.RuntimeObserved s -> observed(state, s, now, out);
            case Signal.VolumesReady s -> volumesReady(state);
            case Signal.VolumesFailed s -> volumesFailed(state, s, now, out);
            case Signal.SandboxStarted s -> sandboxStarted(state, s, out);
            case Signal.SandboxFailed s -> sandboxFailed(state, s, now, out);
            case Signal.SandboxExited s -> sandboxExited(state, s, out);
            case Signal.Removed s -> removed(state, s, out);
            case Signal.Tick s -> state;
            case Signal.ImagePresent s -> ContainerFold.imagePresent(state, s, now, out);
            case Signal.PullFailed s -> ContainerFold.pullFailed(state, s, now, out);
            case Signal.ContainerCreated s -> ContainerFold.created(state, s, out);
            case Signal.CreateFailed s -> ContainerFold.createFailed(state, s, now, out);
            case Signal.ContainerStarted s -> ContainerFold.started(state, s, out);
            case Signal.Probed s -> Probing.probed(state, s, out);
            case Signal.HookDone s -> HookFold.done(state, s, now, out);
            case Signal.Resized s -> Resizing.done(state, s);
            case Signal.ResizeFailed s -> Resizing.failed(state, s, now, out);
            case Signal.StartFailed s -> ContainerFold.startFailed(state, s, now, out);
            case Signal.ContainerExited s -> ContainerFold.exited(state, s.container(), s.how(), out);
        };
    }

    private static PodState specified(PodState state, PodManifest pod, Instant now, StepDraft out) {
        if (state instanceof Absent) {
            out.act(new PodCommand.Observe(), "the pod is new here");
            return new Observing(PodFacts.of(pod, now));
        }
        PodFacts facts = state.facts();
        return facts != null && pod.revision() >= facts.pod().revision() ? States.with(state, facts.with(pod)) : state;
    }

    /** Only of a pod that nothing has been begun for; it fails, and whoever wants another one makes one. */
    private static PodState refused(PodState state, Signal.Refused refused, StepDraft out) {
        if (!(state instanceof Observing observing)) {
            return state;
        }
        out.tell(true, refused.reason(), refused.message(), "");
        Purpose fail = new Purpose.Fail(refused.reason(), "Pod was rejected: " + refused.message());
        return new Stopping(observing.facts(), fail, 0);
    }

    private static PodState vanished(PodState state) {
        return switch (state) {
            case Absent a -> new Gone();
            case Observing o -> new Observing(o.facts().with(o.facts().pod().asDeleted()));
            case Preparing p -> stopVanished(p.facts());
            case Active a -> stopVanished(a.facts());
            case Stopping s -> new Stopping(s.facts(), new Purpose.Vanished(), s.graceSeconds());
            case Finished f -> stopVanished(f.facts());
            case Removing r -> new Removing(r.facts(), new Purpose.Vanished(), r.awaited());
            case Gone g -> g;
        };
    }

    private static PodState stopVanished(PodFacts facts) {
        return new Stopping(facts, new Purpose.Vanished(), facts.pod().graceSeconds());
    }

    private static PodState observed(PodState state, Signal.RuntimeObserved seen, Instant now, StepDraft out) {
        return state instanceof Observing observing
                ? Adoption.adopt(observing.facts(), seen.containers(), now, out)
                : Adoption.correct(state, seen.containers(), now, out);
    }

    private static PodState volumesReady(PodState state) {
        return state instanceof Preparing p && p.volumes() == PodState.Volumes.ASKED_FOR
                ? new Preparing(p.facts(), PodState.Volumes.READY, BackOff.NONE, null)
                : state;
    }

    private static PodState volumesFailed(PodState state, Signal.VolumesFailed failed, Instant now, StepDraft out) {
        if (!(state instanceof Preparing p) || p.volumes() != PodState.Volumes.ASKED_FOR) {
            return state;
        }
        out.tell(true, "FailedMount", failed.message(), "");
        return new Preparing(p.facts(), PodState.Volumes.NEEDED, p.backOff().afterFailure(now), failed.message());
    }

    private static PodState sandboxStarted(PodState state, Signal.SandboxStarted started, StepDraft out) {
        PodFacts facts = state.facts();
        if (facts != null && facts.sandbox() instanceof Sandbox.Starting s && s.attempt() == started.attempt()) {
            return States.with(state, facts.with(new Sandbox.Ready(started.id(), started.ip(), started.attempt())));
        }
        boolean isOurs = facts != null
                && facts.sandbox() instanceof Sandbox.Ready ready
                && ready.id().equals(started.id());
        if (!isOurs) {
            out.act(new PodCommand.RemoveSandbox(started.id()), "a sandbox that nobody waits for");
        }
        return state;
    }

    private static PodState sandboxFailed(PodState state, Signal.SandboxFailed failed, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        if (facts == null || !(facts.sandbox() instanceof Sandbox.Starting s) || s.attempt() != failed.attempt()) {
            return state;
        }
        out.tell(true, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + failed.message(), "");
        PodFacts without = facts.with(new Sandbox.None(s.attempt()));
        return state instanceof Preparing p
                ? new Preparing(without, p.volumes(), p.backOff().afterFailure(now), failed.message())
                : States.with(state, without);
    }

    static PodState sandboxExited(PodState state, Signal.SandboxExited exited, StepDraft out) {
        PodFacts facts = state.facts();
        if (facts == null
                || !(facts.sandbox() instanceof Sandbox.Ready ready)
                || !ready.id().equals(exited.id())
                || !(state instanceof Active || state instanceof Preparing)) {
            return state;
        }
        out.tell(false, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", "");
        return new Stopping(facts, new Purpose.Rebuild(), facts.pod().graceSeconds());
    }

    private static PodState removed(PodState state, Signal.Removed removed, StepDraft out) {
        if (!(state instanceof Removing r) || !r.awaited().contains(removed.what())) {
            return state;
        }
        Set<String> awaited = new LinkedHashSet<>(r.awaited());
        awaited.remove(removed.what());
        if (awaited.equals(Set.of(Signal.VOLUMES))) {
            out.act(new PodCommand.RemoveVolumes(), "no container uses them any more");
        }
        return new Removing(r.facts(), r.purpose(), awaited);
    }
}

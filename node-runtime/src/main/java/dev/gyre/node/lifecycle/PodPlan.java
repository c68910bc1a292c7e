package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.Exited;
import dev.gyre.node.lifecycle.PodManifest.RestartPolicy;
import dev.gyre.node.lifecycle.PodState.Active;
import dev.gyre.node.lifecycle.PodState.Finished;
import dev.gyre.node.lifecycle.PodState.Gone;
import dev.gyre.node.lifecycle.PodState.Preparing;
import dev.gyre.node.lifecycle.PodState.Purpose;
import dev.gyre.node.lifecycle.PodState.Removing;
import dev.gyre.node.lifecycle.PodState.Stopping;
import dev.gyre.node.lifecycle.PodState.Volumes;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a state what is due, until nothing is: each state either moves on or says what it waits for. Looks at the state
 * as a whole and not at what led to it, so that a pod adopted in the middle of its life goes on like any other.
 */
final class PodPlan {
    private PodPlan() {}

    static PodState plan(PodState state, Instant now, StepDraft out) {
        PodState current = state;
        while (true) {
            PodState next = next(current, now, out);
            if (next == current) {
                return current;
            }
            current = next;
        }
    }

    /** The state itself where nothing more is due. */
    private static PodState next(PodState state, Instant now, StepDraft out) {
        return switch (state) {
            case PodState.Absent a -> a;
            case PodState.Observing o -> o;
            case Preparing p -> prepare(p, now, out);
            case Active a -> run(a, now, out);
            case Stopping s -> stop(s, now, out);
            case Finished f -> f.facts().pod().isDeleting() ? remove(f.facts(), new Purpose.Delete(), out) : f;
            case Removing r -> r.awaited().isEmpty() ? afterRemoval(r, out) : r;
            case Gone g -> g;
        };
    }

    private static PodState prepare(Preparing p, Instant now, StepDraft out) {
        PodFacts facts = p.facts();
        PodState end = endOf(facts, now, out);
        if (end != null) {
            return end;
        }
        if (p.volumes() == Volumes.READY && facts.sandbox() instanceof Sandbox.Ready) {
            return new Active(facts);
        }
        if (p.backOff().retryAt().isAfter(now)) {
            out.wakeAt(p.backOff().retryAt());
            return p;
        }
        if (p.volumes() == Volumes.NEEDED) {
            out.act(new PodCommand.PrepareVolumes(), "the pod is to run here");
            return new Preparing(facts, Volumes.ASKED_FOR, p.backOff(), p.trouble());
        }
        if (p.volumes() == Volumes.READY && facts.sandbox() instanceof Sandbox.None none) {
            out.act(new PodCommand.CreateSandbox(none.attempt()), "the pod is to run here and has no sandbox");
            return new Preparing(
                    facts.with(new Sandbox.Starting(none.attempt())), p.volumes(), p.backOff(), p.trouble());
        }
        return p;
    }

    private static PodState run(Active active, Instant now, StepDraft out) {
        PodFacts facts = active.facts();
        PodState end = endOf(facts, now, out);
        if (end != null) {
            return end;
        }
        ContainerManifest init = facts.nextInitContainer();
        if (init != null && ContainerPlan.isOver(facts.pod(), init, facts.of(init))) {
            return new Stopping(facts, new Purpose.Fail("", ""), facts.pod().graceSeconds());
        }
        if (init == null
                && facts.pod().containers().stream().allMatch(c -> ContainerPlan.isOver(facts.pod(), c, facts.of(c)))) {
            return new Stopping(facts, new Purpose.Complete(), facts.pod().graceSeconds());
        }
        PodFacts driven = facts;
        for (ContainerManifest container : facts.pod().ephemeralContainers()) {
            driven = ContainerPlan.drive(driven, container, now, out);
        }
        driven = init == null ? runMain(driven, now, out) : initialize(driven, init, now, out);
        return driven == facts ? active : new Active(driven);
    }

    /** The init container whose turn it is comes forward; those that have begun before go on. */
    private static PodFacts initialize(PodFacts facts, ContainerManifest turn, Instant now, StepDraft out) {
        PodFacts driven = facts;
        for (ContainerManifest init : facts.pod().initContainers()) {
            if (init.equals(turn) || facts.of(init).hasBegun()) {
                driven = ContainerPlan.drive(driven, init, now, out);
            }
        }
        return driven;
    }

    /** Main containers start one beside the other, but each only once the {@code postStart} hooks before it are done. */
    private static PodFacts runMain(PodFacts facts, Instant now, StepDraft out) {
        PodFacts driven = facts.isInitialized() ? facts : facts.initialized(true);
        for (ContainerManifest sidecar : facts.pod().sidecars()) {
            driven = ContainerPlan.drive(driven, sidecar, now, out);
        }
        boolean isHeldUp = false;
        for (ContainerManifest container : facts.pod().containers()) {
            boolean isDriven = !isHeldUp || driven.of(container).hasBegun();
            driven = isDriven ? ContainerPlan.drive(driven, container, now, out) : driven;
            isHeldUp |= container.hooks().contains(HookKind.POST_START)
                    && driven.of(container).phase().isOnItsWay();
        }
        return driven;
    }

    /** Deleted or out of time: the two ways in which a pod's run is cut short. */
    private static @Nullable PodState endOf(PodFacts facts, Instant now, StepDraft out) {
        if (facts.pod().isDeleting()) {
            return new Stopping(facts, new Purpose.Delete(), facts.pod().graceSeconds());
        }
        Long limit = facts.pod().activeDeadlineSeconds();
        if (limit == null) {
            return null;
        }
        Instant deadline = facts.startTime().plusSeconds(limit);
        if (deadline.isAfter(now)) {
            out.wakeAt(deadline);
            return null;
        }
        String message = "Pod was active on the node longer than the specified deadline";
        out.tell(true, "DeadlineExceeded", message, "");
        return new Stopping(
                facts,
                new Purpose.Fail("DeadlineExceeded", message),
                facts.pod().graceSeconds());
    }

    private static PodState stop(Stopping stopping, Instant now, StepDraft out) {
        PodFacts facts = stopping.facts();
        Purpose purpose = purposeNow(stopping);
        long grace = facts.pod().isDeleting()
                ? Math.min(stopping.graceSeconds(), facts.pod().graceSeconds())
                : stopping.graceSeconds();
        if (!purpose.equals(stopping.purpose()) || grace != stopping.graceSeconds()) {
            boolean isHurried = grace < stopping.graceSeconds();
            return new Stopping(isHurried ? ContainerStop.hurry(facts, grace, now, out) : facts, purpose, grace);
        }
        PodFacts stopped = ContainerStop.all(facts, purpose, grace, now, out);
        if (purpose instanceof Purpose.Delete) {
            for (ContainerManifest container : facts.pod().servingContainers()) {
                stopped = Probing.drive(stopped, container, now, out);
            }
        }
        if (stopped != facts) {
            return new Stopping(stopped, purpose, grace);
        }
        if (!facts.isSettled()) {
            return stopping;
        }
        return switch (purpose) {
            case Purpose.Delete d -> remove(facts, d, out);
            case Purpose.Vanished v -> remove(facts, v, out);
            case Purpose.Rebuild r ->
                isWorthRebuilding(facts) ? remove(facts, r, out) : finish(facts, new Purpose.Complete(), out);
            case Purpose.Fail f -> finish(facts, f, out);
            case Purpose.Complete c -> finish(facts, c, out);
        };
    }

    /** A deletion overrides every other reason to stop, except that the pod is not even in the API any more. */
    private static Purpose purposeNow(Stopping stopping) {
        boolean isVanished = stopping.purpose() instanceof Purpose.Vanished;
        return stopping.facts().pod().isDeleting() && !isVanished ? new Purpose.Delete() : stopping.purpose();
    }

    /** A pod that never restarts and whose containers have run is over when its sandbox is. */
    private static boolean isWorthRebuilding(PodFacts facts) {
        PodManifest pod = facts.pod();
        boolean hasRun = facts.progressOf(pod.containers()).stream().anyMatch(c -> c.phase() instanceof Exited);
        boolean isNever = pod.restartPolicy() == RestartPolicy.NEVER;
        return !(hasRun
                && (isNever || pod.containers().stream().allMatch(c -> ContainerPlan.isOver(pod, c, facts.of(c)))));
    }

    /** The address is given back at once; the dead containers stay, for their logs. */
    private static PodState finish(PodFacts facts, Purpose purpose, StepDraft out) {
        if (facts.sandbox() instanceof Sandbox.Ready ready) {
            out.act(new PodCommand.RemoveSandbox(ready.id()), "the pod's work is over");
        }
        return new Finished(facts.with(new Sandbox.None(facts.sandbox().attempt() + 1)), purpose);
    }

    private static PodState remove(PodFacts facts, Purpose purpose, StepDraft out) {
        Set<String> awaited = new LinkedHashSet<>();
        boolean isRebuild = purpose instanceof Purpose.Rebuild;
        if (!isRebuild) {
            for (String id : ContainerPlan.deadIds(facts)) {
                awaited.add(id);
                out.act(new PodCommand.RemoveContainer(id), "its pod is removed");
            }
        }
        if (facts.sandbox() instanceof Sandbox.Ready ready) {
            awaited.add(ready.id());
            out.act(new PodCommand.RemoveSandbox(ready.id()), isRebuild ? "it is lost" : "its pod is removed");
        }
        if (!isRebuild) {
            if (awaited.isEmpty()) {
                out.act(new PodCommand.RemoveVolumes(), "the pod is removed");
            }
            awaited.add(Signal.VOLUMES);
        }
        return new Removing(facts.with(new Sandbox.None(facts.sandbox().attempt() + 1)), purpose, awaited);
    }

    private static PodState afterRemoval(Removing removing, StepDraft out) {
        return switch (removing.purpose()) {
            case Purpose.Rebuild r ->
                new Preparing(ContainerPlan.renewed(removing.facts(), out), Volumes.NEEDED, BackOff.NONE, null);
            case Purpose.Vanished v -> new Gone();
            case Purpose.Delete d -> letGo(removing.facts(), out);
            case Purpose.Fail f -> letGo(removing.facts(), out);
            case Purpose.Complete c -> letGo(removing.facts(), out);
        };
    }

    private static PodState letGo(PodFacts facts, StepDraft out) {
        out.act(new PodCommand.FinishDeletion(facts.pod().uid()), "nothing of the pod is left on this node");
        return new Gone();
    }

    /** Where an adopted pod goes on. */
    static PodState resume(PodFacts facts, boolean hasHistory) {
        if (facts.pod().isTerminal()) {
            return new Stopping(facts, new Purpose.Complete(), facts.pod().graceSeconds());
        }
        boolean isBroken = hasHistory && !(facts.sandbox() instanceof Sandbox.Ready);
        return isBroken
                ? new Stopping(facts, new Purpose.Rebuild(), facts.pod().graceSeconds())
                : new Preparing(facts, Volumes.NEEDED, BackOff.NONE, null);
    }

    /** Kept here so that a list of phases is never spelled out twice. */
    static List<ContainerProgress> all(PodFacts facts) {
        return facts.progressOf(facts.pod().allContainers());
    }
}

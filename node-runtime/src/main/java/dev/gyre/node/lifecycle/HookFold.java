package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.Running;
import java.time.Duration;
import java.time.Instant;

/**
 * What the end of a hook leads to. Only after {@code postStart} does a container count as running, and one whose hook
 * failed is stopped; after {@code preStop}, failed or not, the container's end goes on. What a hook printed may be secret,
 * so Events do not repeat it.
 */
final class HookFold {
    /** Kubernetes lets a {@code postStart} hook run for ever; nothing here does. */
    static final Duration POST_START_LIMIT = Duration.ofHours(1);

    private HookFold() {}

    static PodState done(PodState state, Signal.HookDone done, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerManifest container =
                facts == null ? null : facts.pod().container(done.container()).orElse(null);
        if (facts == null
                || container == null
                || !(facts.of(container).phase() instanceof Running running)
                || !running.id().equals(done.id())) {
            return state;
        }
        return switch (done.kind()) {
            case POST_START -> running.isPostStarting() ? postStarted(state, facts, container, done, now, out) : state;
            case PRE_STOP -> {
                Stop stop = running.stop();
                if (stop == null || stop.stage() != Stop.Stage.PRE_STOP) {
                    yield state;
                }
                tell(done, out);
                Running waiting = running.with(stop.at(Stop.Stage.AWAITING_TURN));
                yield States.with(state, facts.with(facts.of(container).with(waiting)));
            }
        };
    }

    private static PodState postStarted(
            PodState state,
            PodFacts facts,
            ContainerManifest container,
            Signal.HookDone done,
            Instant now,
            StepDraft out) {
        ContainerProgress progress = facts.of(container);
        if (!(progress.phase() instanceof Running running)) {
            return state;
        }
        tell(done, out);
        if (done.failure().isEmpty() || running.isStopping()) {
            return States.with(state, facts.with(progress.with(running.postStarted())));
        }
        return States.with(
                state,
                ContainerStop.begin(
                        facts,
                        container,
                        facts.pod().graceSeconds(),
                        StopCause.own(Ending.ITSELF, "FailedPostStartHook"),
                        Duration.ZERO,
                        now,
                        out));
    }

    private static void tell(Signal.HookDone done, StepDraft out) {
        if (!done.failure().isEmpty()) {
            String word = done.kind().word();
            out.tell(true, "Failed" + word + "Hook", word + "Hook failed", done.container());
        }
    }
}

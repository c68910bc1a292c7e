package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.Running;
import java.time.Instant;

/**
 * When a container's probes are made, and what their answers lead to. Each is made once a period, counted from the
 * container's start and the probe's initial delay, and never while an earlier one is unanswered. A container that is being
 * stopped is asked for its readiness alone.
 */
final class Probing {
    private Probing() {}

    /** Makes the probes that are due; answers the same facts where none is. */
    static PodFacts drive(PodFacts facts, ContainerManifest container, Instant now, StepDraft out) {
        ContainerProgress progress = facts.of(container);
        if (!(progress.phase() instanceof Running running) || running.isPostStarting()) {
            return facts;
        }
        Health health = running.health();
        for (ProbeKind kind : ProbeKind.values()) {
            ProbeTimes times = container.probes().get(kind);
            if (times == null
                    || !health.asks(kind, running.isStopping() || facts.pod().isDeleting())) {
                continue;
            }
            ProbeProgress probe = health.progress(kind, times, running.startedAt());
            if (probe.isAsked()) {
                continue;
            }
            if (probe.dueAt().isAfter(now)) {
                out.wakeAt(probe.dueAt());
                continue;
            }
            out.ask(new PodCommand.Probe(container.name(), running.id(), kind, facts.ip(), times.timeout()));
            health = health.with(kind, probe.asked(now.plus(times.period())));
        }
        return health == running.health() ? facts : facts.with(progress.with(running.with(health)));
    }

    /** Takes an answer into the container's health; an answer about an earlier attempt, or to no question, is nothing. */
    static PodState probed(PodState state, Signal.Probed probed, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerManifest container =
                facts == null ? null : facts.pod().container(probed.container()).orElse(null);
        ProbeTimes times = container == null ? null : container.probes().get(probed.kind());
        if (facts == null || container == null || times == null) {
            return state;
        }
        ContainerProgress progress = facts.of(container);
        if (!(progress.phase() instanceof Running running) || !running.id().equals(probed.id())) {
            return state;
        }
        ProbeProgress probe = running.health().probes().get(probed.kind());
        if (probe == null || !probe.isAsked()) {
            return state;
        }
        Health health = running.health();
        if (probed.result() == ProbeResult.UNKNOWN || !health.asks(probed.kind(), isStopping(facts, running))) {
            health = health.with(probed.kind(), probe.unanswered());
        } else {
            boolean isSuccess = probed.result() != ProbeResult.FAILURE;
            health = health.answered(container, probed.kind(), times, probe.answered(isSuccess));
        }
        tell(probed, out);
        return States.with(state, facts.with(progress.with(running.with(health))));
    }

    private static boolean isStopping(PodFacts facts, Running running) {
        return running.isStopping() || facts.pod().isDeleting();
    }

    private static void tell(Signal.Probed probed, StepDraft out) {
        String probe = probed.kind().word() + " probe ";
        switch (probed.result()) {
            case SUCCESS -> {}
            case WARNING -> out.tell(true, "ProbeWarning", probe + "warning: " + probed.message(), probed.container());
            case FAILURE -> out.tell(true, "Unhealthy", probe + "failed: " + probed.message(), probed.container());
            case UNKNOWN ->
                out.tell(
                        true,
                        "Unhealthy",
                        probe + "errored and resulted in unknown state: " + probed.message(),
                        probed.container());
        }
    }
}

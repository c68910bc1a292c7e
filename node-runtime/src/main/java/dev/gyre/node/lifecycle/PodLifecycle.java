package dev.gyre.node.lifecycle;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides everything about a pod on its node, and does nothing itself. A signal is folded into the state
 * ({@link SignalFold}), the state as a whole is asked what is due ({@link PodPlan}), and where what the API should show
 * has changed by that, a status report is the last command.
 */
public final class PodLifecycle implements Lifecycle<PodState, Signal> {
    private final PodStatusReport report;

    /**
     * @param hostIp the node's address, which every pod's status names
     * @param runtimeName the scheme of container ids, such as {@code docker}
     */
    public PodLifecycle(String hostIp, String runtimeName) {
        this.report = new PodStatusReport(hostIp, runtimeName);
    }

    @Override
    public Step<PodState> on(PodState state, Signal signal, Instant now) {
        StepDraft out = new StepDraft();
        PodState planned = PodPlan.plan(SignalFold.fold(state, signal, now, out), now, out);
        return new Step<>(reported(planned, now, out), out.commands(), out.reasons());
    }

    private PodState reported(PodState state, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        if (facts == null || state instanceof PodState.Observing || isVanishing(state)) {
            return state;
        }
        ObjectNode status = report.of(state, facts, now);
        if (status.equals(facts.reported())) {
            return state;
        }
        out.report(new PodCommand.ReportStatus(status));
        return States.with(state, facts.withReported(status));
    }

    private static boolean isVanishing(PodState state) {
        return switch (state) {
            case PodState.Stopping stopping -> stopping.purpose() instanceof PodState.Purpose.Vanished;
            case PodState.Removing removing -> removing.purpose() instanceof PodState.Purpose.Vanished;
            default -> false;
        };
    }
}

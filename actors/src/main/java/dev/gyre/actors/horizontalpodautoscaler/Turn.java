package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Refusal;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** One look at an autoscaler: what is done about its target, and what it says of itself then. */
final class Turn {

    private static final String ABLE = "AbleToScale";
    private static final String ACTIVE = "ScalingActive";
    private static final String LIMITED = "ScalingLimited";

    private final Resource autoscaler;
    private final ClusterView view;
    private final Instant now;
    private final EventCommands events;
    private final Pace pace;
    private final AutoscalerStatus status;
    private final List<List<Command>> chains = new ArrayList<>();

    Turn(Resource autoscaler, ClusterView view, Instant now, EventCommands events) {
        this.autoscaler = autoscaler;
        this.view = view;
        this.now = now;
        this.events = events;
        this.pace = Pace.of(autoscaler);
        this.status = new AutoscalerStatus(autoscaler, now);
    }

    /** There is nothing that could be scaled. */
    Decision withoutScale(AutoscalingException why) {
        status.say(
                ABLE,
                false,
                "FailedGetScale",
                "the HPA controller was unable to get the target's current scale: " + why.message());
        warn("FailedGetScale", why.message());
        return decision(List.of(), why.message());
    }

    Decision with(ScaleTarget target, Recommendation recommendation, List<Refusal> refusals) {
        status.say(ABLE, true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
        int current = target.replicas();
        History history = History.of(autoscaler, current);
        if (current == 0 && pace.min() != 0) {
            status.say(
                    ACTIVE,
                    false,
                    "ScalingDisabled",
                    "scaling is disabled since the replica count of the target is zero");
            return stay(current, List.of(), history, "the target has no replicas");
        }
        if (current > pace.max()) {
            return scale(
                    target,
                    pace.max(),
                    "Current number of replicas above Spec.MaxReplicas",
                    List.of(),
                    history,
                    refusals);
        }
        if (current < pace.min()) {
            return scale(
                    target,
                    pace.min(),
                    "Current number of replicas below Spec.MinReplicas",
                    List.of(),
                    history,
                    refusals);
        }
        return asMeasured(target, recommendation, history, refusals);
    }

    private Decision asMeasured(
            ScaleTarget target, Recommendation recommendation, History history, List<Refusal> refusals) {
        recommendation.failures().forEach(failure -> warn(failure.reason(), failure.message()));
        AutoscalingException inactive = recommendation.inactive();
        Integer wanted = recommendation.replicas();
        int current = target.replicas();
        if (wanted == null || inactive != null) {
            if (inactive != null) {
                status.say(ACTIVE, false, inactive.reason(), inactive.message());
            }
            status.current(current).metrics(recommendation.statuses());
            warn("FailedComputeMetricsReplicas", recommendation.error());
            return decision(List.of(), recommendation.error());
        }
        status.say(
                ACTIVE,
                true,
                "ValidMetricFound",
                "the HPA was able to successfully calculate a replica count from " + recommendation.metric());
        Pace.Step step = pace.step(current, wanted, history, now);
        say(ABLE, true, step.stabilized());
        say(LIMITED, step.isLimited(), step.limited());
        if (step.replicas() == current) {
            String reason = current + " replicas, and " + wanted + " called for by " + recommendation.metric();
            return stay(current, recommendation.statuses(), step.history(), reason);
        }
        String reason = wanted > current
                ? recommendation.metric() + " above target"
                : wanted < current ? "All metrics below target" : "";
        return scale(target, step.replicas(), reason, recommendation.statuses(), step.history(), refusals);
    }

    private Decision stay(int current, List<ObjectNode> metrics, History history, String reason) {
        status.replicas(current, current).metrics(metrics).remembering(history);
        return decision(List.of(), reason);
    }

    private Decision scale(
            ScaleTarget target,
            int wanted,
            String reason,
            List<ObjectNode> metrics,
            History history,
            List<Refusal> refusals) {
        int current = target.replicas();
        String size = "New size: " + wanted + "; reason: " + reason;
        Optional<Refusal> refusal = refusals.stream()
                .filter(each -> each.key().equals(target.object().key()) && each.isForGood())
                .findFirst();
        if (refusal.isPresent()) {
            String error = refusal.get().status().message();
            status.say(
                    ABLE,
                    false,
                    "FailedUpdateScale",
                    "the HPA controller was unable to update the target scale: " + error);
            status.current(current).metrics(metrics);
            warn("FailedRescale", size + "; error: " + error);
            return decision(List.of(), size + "; error: " + error);
        }
        status.say(
                ABLE, true, "SucceededRescale", "the HPA controller was able to update the target scale to " + wanted);
        status.replicas(current, wanted)
                .metrics(metrics)
                .scaled()
                .remembering(pace.noting(history, wanted - current, now));
        Command told = events.normal(autoscaler, view.revision(), 0, "SuccessfulRescale", size, now);
        return decision(List.of(target.scaledTo(wanted)), size, told);
    }

    private void say(String type, boolean isTrue, Pace.Verdict verdict) {
        status.say(type, isTrue, verdict.reason(), verdict.message());
    }

    private void warn(String reason, String message) {
        events.once(autoscaler, view, "Warning", reason, message, now).forEach(event -> chains.add(List.of(event)));
    }

    private Decision decision(List<Command> first, String reason, Command... last) {
        List<Command> chain = new ArrayList<>(first);
        status.command().ifPresent(chain::add);
        chain.addAll(List.of(last));
        chains.addFirst(chain);
        return Decision.chains(chains, reason);
    }
}

package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.selection.LabelSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How many replicas the measures call for: the most that one of them does. One that cannot be told keeps the others from
 * taking replicas away, and not from adding them.
 *
 * @param replicas null where it cannot be told
 * @param metric what called for as many
 * @param statuses an entry for each of {@code spec.metrics}; empty where nothing was measured
 * @param failures of single metrics, each with its reason
 * @param inactive why it cannot be told at all; null where it can
 * @param error all of that in one sentence; empty where all metrics could be told
 */
record Recommendation(
        @Nullable Integer replicas,
        String metric,
        List<ObjectNode> statuses,
        List<AutoscalingException> failures,
        @Nullable AutoscalingException inactive,
        String error) {

    static Recommendation of(
            Resource autoscaler, ScaleTarget target, ClusterView view, ResourceKinds kinds, Instant now) {
        try {
            LabelSelector selector = target.pods();
            List<Resource> pods = view.list("", "pods", autoscaler.namespace()).stream()
                    .filter(selector::matches)
                    .toList();
            requireNoRival(autoscaler, selector, pods, view, kinds);
            Tolerance tolerance = Tolerance.of(autoscaler.json().path("spec").path("behavior"));
            Situation situation = new Situation(target, pods, view.measurements(), tolerance, now);
            return of(new MetricsQuestions(autoscaler, selector, view, kinds).metrics(), situation);
        } catch (AutoscalingException unselected) {
            String shown = unselected.reason().equals("SelectorRequired")
                    ? "the HPA target's scale is missing a selector"
                    : unselected.message();
            String reason = unselected.reason().equals("SelectorRequired") ? "InvalidSelector" : unselected.reason();
            return new Recommendation(
                    null,
                    "",
                    List.of(),
                    List.of(unselected),
                    new AutoscalingException(reason, shown),
                    unselected.message());
        }
    }

    private static Recommendation of(List<Metric> metrics, Situation situation) {
        int replicas = 0;
        String name = "";
        List<ObjectNode> statuses = new ArrayList<>();
        List<AutoscalingException> failures = new ArrayList<>();
        String first = "";
        for (Metric metric : metrics) {
            try {
                Metric.Proposal proposal = metric.propose(situation);
                statuses.add(proposal.status());
                if (replicas == 0 || proposal.replicas() > replicas) {
                    replicas = proposal.replicas();
                    name = proposal.name();
                }
            } catch (AutoscalingException e) {
                statuses.add(Json.object().put("type", ""));
                failures.add(new AutoscalingException(metric.failureReason(), e.message()));
                first = first.isEmpty() ? metric.attempt() + ": " + e.message() : first;
            }
        }
        String error = failures.isEmpty()
                ? ""
                : "invalid metrics (" + failures.size() + " invalid out of " + metrics.size() + "), first error is: "
                        + first;
        boolean isUntold = failures.size() >= metrics.size()
                || !failures.isEmpty() && replicas < situation.target().replicas();
        if (!isUntold) {
            return new Recommendation(replicas, name, statuses, failures, null, error);
        }
        AutoscalingException inactive = failures.isEmpty()
                ? new AutoscalingException("InvalidMetricSourceType", "there is nothing to measure")
                : failures.getFirst()
                        .during(failures.getFirst().reason(), "the HPA was unable to compute the replica count");
        return new Recommendation(null, "", statuses, failures, inactive, error);
    }

    /** Two that scale by the same pods would never agree. */
    private static void requireNoRival(
            Resource autoscaler, LabelSelector selector, List<Resource> pods, ClusterView view, ResourceKinds kinds)
            throws AutoscalingException {
        List<String> all = new ArrayList<>();
        for (Resource other : view.list("autoscaling", "horizontalpodautoscalers", autoscaler.namespace())) {
            if (other.key().equals(autoscaler.key()) || selectsOneOf(other, pods, view, kinds)) {
                all.add(other.namespace() + "/" + other.name());
            }
        }
        if (all.size() > 1) {
            throw new AutoscalingException(
                    "AmbiguousSelector",
                    "pods by selector " + selector + " are controlled by multiple HPAs: [" + String.join(" ", all)
                            + "]");
        }
    }

    private static boolean selectsOneOf(
            Resource autoscaler, List<Resource> pods, ClusterView view, ResourceKinds kinds) {
        try {
            return pods.stream()
                    .anyMatch(ScaleTarget.of(autoscaler, view, kinds).pods()::matches);
        } catch (AutoscalingException selectsNone) {
            return false;
        }
    }
}

package dev.gyre.actors.scheduler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How many pods the disruption budgets would let go; preemption breaks them only where nothing else helps. */
final class DisruptionAllowance {

    private record Budget(Resource object, Selector selector) {
        boolean covers(Resource pod) {
            return object.namespace().equals(pod.namespace()) && selector.matches(pod.labels());
        }

        JsonNode status() {
            return object.json().path("status");
        }
    }

    private final List<Budget> budgets;

    DisruptionAllowance(ClusterView view) {
        this.budgets = view.list("policy", "poddisruptionbudgets").stream()
                .filter(budget -> budget.json().path("spec").path("selector").isObject())
                .map(budget -> new Budget(
                        budget, Selector.of(budget.json().path("spec").path("selector"))))
                .toList();
    }

    /** Those of the pods, in this order, that would go after what a budget allows is used up. */
    List<PodInfo> exceededBy(List<PodInfo> pods) {
        List<PodInfo> exceeding = new ArrayList<>();
        Map<Resource, Integer> left = new HashMap<>();
        for (PodInfo pod : pods) {
            boolean exceeds = false;
            for (Budget budget : budgets) {
                boolean isCounted =
                        budget.status().path("disruptedPods").has(pod.pod().name());
                if (budget.covers(pod.pod()) && !isCounted) {
                    int allowed = budget.status().path("disruptionsAllowed").asInt(0);
                    exceeds |= left.merge(budget.object(), allowed - 1, (before, first) -> before - 1) < 0;
                }
            }
            if (exceeds) {
                exceeding.add(pod);
            }
        }
        return exceeding;
    }
}

package dev.gyre.actors.autoscaling;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.quantity.PodResources;
import dev.gyre.schemas.record.AutoscalingSignal.Demand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods of which a scheduler, whichever, has said that they fit nowhere, by what they ask for. */
record UnschedulablePods(List<Demand> demands, long count) {

    /** Groups in one signal. */
    static final int MOST_DEMANDS = 100;

    private static final int MOST_EXAMPLES = 5;

    private static final List<String> PLACEMENT = List.of(
            "schedulerName", "priority", "nodeSelector", "affinity", "tolerations", "topologySpreadConstraints");

    /** What pods of one group have in common. */
    private record Shape(Map<String, String> requests, ObjectNode placement) {
        static Shape of(Resource pod) {
            JsonNode spec = pod.json().path("spec");
            Map<String, String> requests = new TreeMap<>();
            var amounts = PodResources.requests(spec);
            amounts.asMap()
                    .keySet()
                    .forEach(resource ->
                            requests.put(resource, amounts.quantity(resource).toString()));
            ObjectNode placement = Json.object();
            for (String field : PLACEMENT) {
                JsonNode value = spec.path(field);
                if (!value.isMissingNode() && !value.isNull()) {
                    placement.set(field, value);
                }
            }
            return new Shape(requests, placement);
        }
    }

    static UnschedulablePods in(ClusterView view) {
        Map<Shape, List<Resource>> groups = new LinkedHashMap<>();
        long count = 0;
        for (Resource pod : view.podsOnNode("")) {
            if (isUnschedulable(pod)) {
                count++;
                groups.computeIfAbsent(Shape.of(pod), shape -> new ArrayList<>())
                        .add(pod);
            }
        }
        List<Demand> demands = groups.entrySet().stream()
                .map(group -> demand(group.getKey(), group.getValue()))
                .sorted(Comparator.comparing(Demand::pods, Comparator.reverseOrder())
                        .thenComparing(demand -> demand.examples().getFirst()))
                .limit(MOST_DEMANDS)
                .toList();
        return new UnschedulablePods(demands, count);
    }

    static boolean isUnschedulable(Resource pod) {
        PodState state = new PodState(pod);
        if (!state.nodeName().isEmpty() || !state.isActive()) {
            return false;
        }
        Condition scheduled = scheduled(pod);
        return scheduled != null
                && scheduled.status().equals("False")
                && scheduled.reason().equals("Unschedulable");
    }

    private static @Nullable Condition scheduled(Resource pod) {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("PodScheduled")) {
                return Condition.read(condition);
            }
        }
        return null;
    }

    private static Demand demand(Shape shape, List<Resource> pods) {
        Instant since = null;
        String message = "";
        for (Resource pod : pods) {
            Condition scheduled = scheduled(pod);
            Instant told = scheduled == null ? null : scheduled.lastTransitionTime();
            if (scheduled != null && message.isEmpty()) {
                message = scheduled.message();
            }
            if (told != null && (since == null || told.isBefore(since))) {
                since = told;
            }
        }
        return new Demand(
                pods.size(),
                since,
                shape.requests(),
                shape.placement(),
                message,
                pods.stream()
                        .limit(MOST_EXAMPLES)
                        .map(pod -> pod.namespace() + "/" + pod.name())
                        .toList());
    }
}

package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.horizontalpodautoscaler.Load.Usage;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.quantity.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the pods, or one container of each, use of CPU or memory; compared with what they request, or with an amount.
 *
 * @param field {@code resource} or {@code containerResource}
 */
record ResourceMetric(String type, String field, JsonNode source, String namespace, String question) implements Metric {

    @Override
    public Proposal propose(Situation situation) throws AutoscalingException {
        JsonNode target = source.path("target");
        if (target.hasNonNull("averageValue")) {
            try {
                ReplicaCount count = count(situation, Load.average(Amounts.milli(target.path("averageValue"))));
                return proposal(count, resource() + " resource", current(count.usage()));
            } catch (AutoscalingException e) {
                throw e.during("", "failed to get " + resource() + " usage");
            }
        }
        if (!target.hasNonNull("averageUtilization")) {
            throw new AutoscalingException(
                    "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set");
        }
        try {
            Map<String, Sample> samples = samples(situation);
            situation.requirePods();
            Load load = Load.utilization(target.path("averageUtilization").asInt(), requests(situation.pods()));
            ReplicaCount count = count(situation, samples, load);
            ObjectNode current = current(count.usage())
                    .put("averageUtilization", count.usage().percent());
            String what = container().isEmpty() ? " resource" : " container resource";
            return proposal(count, resource() + what + " utilization (percentage of request)", current);
        } catch (AutoscalingException e) {
            throw e.during("", "failed to get " + resource() + " utilization");
        }
    }

    private ReplicaCount count(Situation situation, Load load) throws AutoscalingException {
        Map<String, Sample> samples = samples(situation);
        situation.requirePods();
        return count(situation, samples, load);
    }

    private ReplicaCount count(Situation situation, Map<String, Sample> samples, Load load)
            throws AutoscalingException {
        PodGroups groups = PodGroups.of(situation.pods(), samples, resource().equals("cpu"), situation.now());
        return ReplicaCount.of(situation.target().replicas(), groups, load, situation.tolerance());
    }

    private Map<String, Sample> samples(Situation situation) throws AutoscalingException {
        try {
            return situation.answer(question).usage(resource(), container(), namespace);
        } catch (AutoscalingException e) {
            throw e.during("", "unable to get metrics for resource " + resource());
        }
    }

    /** What each pod requests, in thousandths. A container that requests nothing is one that has no share to use. */
    private Map<String, Long> requests(List<Resource> pods) throws AutoscalingException {
        Map<String, Long> requests = new HashMap<>();
        for (Resource pod : pods) {
            JsonNode spec = pod.json().path("spec");
            JsonNode whole = spec.path("resources").path("requests").path(resource());
            requests.put(
                    pod.name(),
                    container().isEmpty() && !whole.isMissingNode() ? Amounts.milli(whole) : ofContainers(pod, spec));
        }
        return requests;
    }

    private long ofContainers(Resource pod, JsonNode spec) throws AutoscalingException {
        long sum = 0;
        for (String containers : List.of("containers", "initContainers")) {
            for (JsonNode each : spec.path(containers)) {
                String name = each.path("name").asString("");
                boolean runs = containers.equals("containers")
                        || each.path("restartPolicy").asString("").equals("Always");
                if (runs && (container().isEmpty() || container().equals(name))) {
                    JsonNode request = each.path("resources").path("requests").path(resource());
                    if (request.isMissingNode()) {
                        throw new AutoscalingException("missing request for " + resource() + " in container " + name
                                + " of Pod " + pod.name());
                    }
                    sum += Amounts.milli(request);
                }
            }
        }
        return sum;
    }

    private Proposal proposal(ReplicaCount count, String name, ObjectNode current) {
        ObjectNode status = Json.object().put("type", type);
        ObjectNode of = status.putObject(field).put("name", resource());
        if (!container().isEmpty()) {
            of.put("container", container());
        }
        of.set("current", current);
        return new Proposal(count.replicas(), name, status);
    }

    private static ObjectNode current(Usage usage) {
        return Json.object()
                .put("averageValue", Quantity.ofMilli(usage.average()).toString());
    }

    private String resource() {
        return source.path("name").asString("");
    }

    private String container() {
        return source.path("container").asString("");
    }

    @Override
    public String failureReason() {
        return "FailedGet" + type + "Metric";
    }

    @Override
    public String attempt() {
        return "failed to get " + resource() + (container().isEmpty() ? " resource" : " container") + " metric value";
    }
}

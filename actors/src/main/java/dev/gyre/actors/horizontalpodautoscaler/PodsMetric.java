package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A custom metric of each pod, compared with an amount. */
record PodsMetric(JsonNode source, @Nullable String question) implements Metric {

    @Override
    public Proposal propose(Situation situation) throws AutoscalingException {
        Map<String, Sample> samples = samples(situation);
        situation.requirePods();
        PodGroups groups = PodGroups.of(situation.pods(), samples, false, situation.now());
        ReplicaCount count = ReplicaCount.of(
                situation.target().replicas(),
                groups,
                Load.average(Amounts.milli(source.path("target").path("averageValue"))),
                situation.tolerance());
        ObjectNode status = Json.object().put("type", "Pods");
        ObjectNode of = status.putObject("pods");
        of.set("metric", Amounts.identifier(source));
        of.set("current", Amounts.current("averageValue", count.usage().average()));
        return new Proposal(count.replicas(), "pods metric " + Amounts.name(source), status);
    }

    private Map<String, Sample> samples(Situation situation) throws AutoscalingException {
        String attempt = "unable to get metric " + Amounts.name(source);
        if (question == null) {
            throw MetricsQuestions.noCustomMetrics().during("", attempt);
        }
        try {
            return situation.answer(question).byPod();
        } catch (AutoscalingException e) {
            throw e.during("", attempt);
        }
    }

    @Override
    public String failureReason() {
        return "FailedGetPodsMetric";
    }

    @Override
    public String attempt() {
        return "failed to get pods metric value";
    }
}

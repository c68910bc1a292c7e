package dev.gyre.actors.autoscaling;

import dev.gyre.actors.Measuring;
import dev.gyre.events.AutoscalingSignals;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.record.AutoscalingSignal;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.RecordJson;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/**
 * Where decisions about the cluster's size go: onto the log like all decisions, then to their topic, then into the numbers that
 * the process shows. Where the second fails the decision is made again, so a signal may come twice and none is lost.
 */
public final class SignalPublication implements Measuring {

    private static final Gauges PODS =
            Gauges.named("gyre_autoscaling_unschedulable_pods", "Pods that fit nowhere, as of the newest signal.");
    private static final Gauges REQUESTS = Gauges.named(
            "gyre_autoscaling_unschedulable_requests",
            "What the pods that fit nowhere ask for together, in cores and bytes.",
            "resource");
    private static final Gauges IDLE =
            Gauges.named("gyre_autoscaling_idle_nodes", "Nodes that nobody needs, as of the newest signal.");
    private static final Gauges NODES =
            Gauges.named("gyre_autoscaling_nodes", "Nodes in the cluster, as of the newest signal.");

    private final AutoscalingSignals signals;

    public SignalPublication(AutoscalingSignals signals) {
        this.signals = signals;
    }

    @Override
    public CompletionStage<Map<String, String>> measure(Set<String> questions) {
        return questions.isEmpty()
                ? CompletableFuture.completedStage(Map.of())
                : signals.latest()
                        .thenApply(signal -> Map.of(
                                AutoscalingReconciler.LATEST_SIGNAL,
                                signal.map(s -> RecordJson.autoscalingSignalToJson(s)
                                                .toString())
                                        .orElse("")));
    }

    /** The same log, whose decisions about the cluster's size are published, too. */
    public DecisionLog publishing(DecisionLog log) {
        return decision -> log.append(decision).thenCompose(done -> publish(decision));
    }

    private CompletionStage<Void> publish(DecisionRecord decision) {
        JsonNode weighed = decision.details();
        if (weighed == null) {
            return CompletableFuture.completedStage(null);
        }
        AutoscalingSignal signal = AutoscalingReconciler.signal(weighed);
        return signals.publish(signal, decision.id()).thenRun(() -> count(signal));
    }

    private static void count(AutoscalingSignal signal) {
        PODS.set(signal.unschedulablePods());
        IDLE.set(signal.idleNodes());
        NODES.set(signal.nodes());
        Map<String, Double> requests = new TreeMap<>(Map.of("cpu", 0.0, "memory", 0.0));
        for (AutoscalingSignal.Demand demand : signal.unschedulable()) {
            demand.requests()
                    .forEach((resource, amount) -> requests.computeIfPresent(
                            resource,
                            (name, sum) ->
                                    sum + demand.pods() * Quantity.parse(amount).milliValue() / 1000.0));
        }
        requests.forEach((resource, amount) -> REQUESTS.set(amount, resource));
    }
}

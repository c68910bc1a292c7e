package dev.gyre.actors.autoscaling;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.AutoscalingSignal;
import dev.gyre.schemas.record.AutoscalingSignal.IdleNode;
import dev.gyre.schemas.record.RecordJson;
import dev.gyre.schemas.record.ResourceEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides when there is something new to say about the cluster's size. The signal before, which is asked for and so stands on
 * the decision, is all the memory it has: since when a node is idle, and what need not be said again. The signal itself is
 * what the decision weighed ({@link #signal}); it has no commands.
 */
public final class AutoscalingReconciler implements Reconciler {

    /** What is asked before each decision: the newest signal as JSON, or nothing. */
    static final String LATEST_SIGNAL = "autoscaling-signal";

    /** Between two signals, so that a burst of pods is one. */
    static final Duration PACE = Duration.ofSeconds(5);

    private static final String SIGNAL = "signal";

    /** The one key: there is one cluster. */
    static final ResourceKey KEY = ResourceKey.clusterScoped("", "autoscaling", "cluster");

    @Override
    public String name() {
        return "autoscaling";
    }

    /** Of the many changes of pods only those that make a node idle or needed, or a pod unschedulable or not. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        boolean matters = switch (event.key().groupResource()) {
            case "nodes" -> true;
            case "pods" ->
                UnschedulablePods.isUnschedulable(event.resource()) || IdleNodes.mayTurn(event.resource(), view);
            default -> false;
        };
        return matters ? Set.of(KEY) : Set.of();
    }

    /** Also a pod that has room now matters, by what it was. */
    @Override
    public boolean mayLeaveSomebody(Resource was, Resource is) {
        return was.key().groupResource().equals("pods") && UnschedulablePods.isUnschedulable(was);
    }

    @Override
    public Set<String> questions(ResourceKey key, ClusterView view) {
        return Set.of(LATEST_SIGNAL);
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        String answer = view.measurements().get(LATEST_SIGNAL);
        if (answer == null) { // the log did not answer: nothing may be forgotten because of that
            return Decision.NOTHING.wakingAt(now.plus(PACE));
        }
        AutoscalingSignal before = answer.isEmpty()
                ? null
                : RecordJson.autoscalingSignalFromJson(Json.readObject(answer.getBytes(StandardCharsets.UTF_8)));
        if (before != null && before.time().plus(PACE).isAfter(now)) {
            return Decision.NOTHING.wakingAt(before.time().plus(PACE));
        }
        AutoscalingSignal signal = signal(before, view, now);
        if (before != null && signal.saysTheSameAs(before)) {
            return Decision.NOTHING;
        }
        ObjectNode weighed = Json.object();
        weighed.set(SIGNAL, RecordJson.autoscalingSignalToJson(signal));
        return Decision.of(List.of(), reason(signal))
                .measured(Map.of(LATEST_SIGNAL, answer))
                .weighing(weighed);
    }

    /** The signal that such a decision made. */
    static AutoscalingSignal signal(JsonNode weighed) {
        return RecordJson.autoscalingSignalFromJson(weighed.path(SIGNAL));
    }

    private static AutoscalingSignal signal(@Nullable AutoscalingSignal before, ClusterView view, Instant now) {
        Map<String, Instant> idleSince = before == null
                ? Map.of()
                : before.idle().stream().collect(Collectors.toMap(IdleNode::name, IdleNode::since, (a, b) -> a));
        UnschedulablePods pods = UnschedulablePods.in(view);
        IdleNodes nodes = IdleNodes.in(view, idleSince, now);
        return new AutoscalingSignal(
                view.revision(), now, pods.demands(), pods.count(), nodes.idle(), nodes.idleCount(), nodes.count());
    }

    /** With the revision, so that it is always news: only what differs from the signal before gets here. */
    private static String reason(AutoscalingSignal signal) {
        return "at revision %d %d pods fit nowhere, and %d of %d nodes are idle"
                .formatted(signal.revision(), signal.unschedulablePods(), signal.idleNodes(), signal.nodes());
    }
}

package dev.gyre.actors.disruption;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.Selector;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts the pods of a budget that are well, and says how many of them may be evicted. What was evicted already and is still
 * to go does not count as well, for two minutes at most: then the eviction is taken to have failed.
 */
public final class DisruptionReconciler implements Reconciler {

    private static final Set<String> SCALED =
            Set.of("replicasets.apps", "deployments.apps", "statefulsets.apps", "replicationcontrollers");

    @Override
    public String name() {
        return "disruption";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        String groupResource = key.groupResource();
        if (groupResource.equals("poddisruptionbudgets.policy")) {
            return Set.of(key);
        }
        if (!groupResource.equals("pods") && !SCALED.contains(groupResource)) {
            return Set.of();
        }
        Set<ResourceKey> affected = new LinkedHashSet<>();
        view.list("policy", "poddisruptionbudgets", key.namespace()).forEach(budget -> affected.add(budget.key()));
        return affected;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource budget = view.get(key).orElse(null);
        if (budget == null || budget.isDeleting()) {
            return Decision.NOTHING;
        }
        List<PodState> pods = pods(budget, view);
        Disrupted disrupted = Disrupted.of(budget.json().path("status").path("disruptedPods"), pods, now);
        Expectation expected = Expectation.of(budget.json().path("spec"), pods, view);
        int healthy = (int) pods.stream()
                .filter(pod -> pod.isActive() && pod.isReady() && !disrupted.contains(pod))
                .count();
        int allowed = expected.pods() <= 0 ? 0 : Math.max(0, healthy - expected.healthy());
        StatusWrite write = new StatusWrite(budget)
                .put("observedGeneration", budget.generation())
                .put("currentHealthy", healthy)
                .put("desiredHealthy", expected.healthy())
                .put("expectedPods", expected.pods())
                .put("disruptionsAllowed", allowed)
                .set("conditions", condition(budget, allowed, expected.fault(), now));
        Optional<Command> command = disrupted.write(write).command();
        Decision decision = command.map(
                        update -> Decision.of(List.of(update), allowed + " of " + pods.size() + " pods may be evicted"))
                .orElse(Decision.NOTHING);
        return decision.wakingAt(disrupted.nextExpiry());
    }

    /** No selector selects nothing here, and the empty one everything. */
    private static List<PodState> pods(Resource budget, ClusterView view) {
        JsonNode labels = budget.json().path("spec").path("selector");
        if (!labels.isObject()) {
            return List.of();
        }
        Selector selector = Selector.of(labels);
        return selector.candidates(budget.namespace(), view).stream()
                .filter(pod -> selector.matches(pod.labels()))
                .map(PodState::new)
                .filter(pod -> !pod.isFinished())
                .toList();
    }

    private static JsonNode condition(Resource budget, int allowed, String fault, Instant now) {
        String status = allowed > 0 ? "True" : "False";
        String reason = allowed > 0 ? "SufficientPods" : "InsufficientPods";
        String since = "";
        for (JsonNode known : budget.json().path("status").path("conditions")) {
            if (known.path("type").asString("").equals("DisruptionAllowed")
                    && known.path("status").asString("").equals(status)) {
                since = known.path("lastTransitionTime").asString("");
            }
        }
        ObjectNode condition = Json.object()
                .put("type", "DisruptionAllowed")
                .put("status", status)
                .put("observedGeneration", budget.generation())
                .put("lastTransitionTime", since.isEmpty() ? Disrupted.written(now) : since)
                .put("reason", fault.isEmpty() ? reason : "SyncFailed")
                .put("message", fault);
        return Json.MAPPER.createArrayNode().add(condition);
    }
}

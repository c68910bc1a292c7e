package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.selection.LabelSelector;
import dev.gyre.schemas.selection.SelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a pod's disruption budget before the pod is evicted, and takes one from what it allows. That write names the budget's
 * revision, so of evictions that come at once, at whichever gateways, no more are granted than the budget had.
 */
final class DisruptionGate {

    /** More granted evictions than these are not kept in mind. */
    private static final int MOST_DISRUPTED = 2_000;

    private static final String REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final Set<String> NOT_RUNNING = Set.of("Pending", "Succeeded", "Failed");

    private final Environment environment;
    private final ReadModifyWrite writes;

    DisruptionGate(Environment environment, ReadModifyWrite writes) {
        this.environment = environment;
        this.writes = writes;
    }

    /** Completes when the pod may go; fails with the refusal. */
    CompletionStage<Void> pass(ResourceKey pod, WriteOptions options) {
        return environment.reader().consistent().thenCompose(snapshot -> pass(pod, options, snapshot));
    }

    private CompletionStage<Void> pass(ResourceKey key, WriteOptions options, Snapshot snapshot) {
        StoredObject pod = snapshot.get(key);
        if (pod == null) {
            throw Refusal.notFound(key, snapshot.revision());
        }
        List<StoredObject> budgets = isDisturbedByNothing(pod.json()) ? List.of() : budgets(pod, snapshot);
        if (budgets.size() > 1) {
            throw Refusal.internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does"
                    + " not support.");
        }
        if (budgets.isEmpty() || mayGoUnhealthy(pod.json(), budgets.getFirst().json())) {
            return CompletableFuture.completedStage(null);
        }
        return writes.run(
                        budgets.getFirst().key(),
                        options,
                        budget -> new Step.Put(charged(budget, key.name(), environment.timestamp())))
                .thenApply(written -> null);
    }

    /** What does not run, or is going already, is missed by nobody. */
    private static boolean isDisturbedByNothing(JsonNode pod) {
        return NOT_RUNNING.contains(pod.path("status").path("phase").asString(""))
                || pod.path("metadata").hasNonNull("deletionTimestamp");
    }

    private static List<StoredObject> budgets(StoredObject pod, Snapshot snapshot) {
        List<StoredObject> budgets = new ArrayList<>();
        for (StoredObject budget :
                snapshot.list("policy", "poddisruptionbudgets", pod.key().namespace(), null)) {
            if (selects(budget.json().path("spec").path("selector"), pod.json())) {
                budgets.add(budget);
            }
        }
        return budgets;
    }

    private static boolean selects(JsonNode selector, JsonNode pod) {
        try {
            return selector.isObject() && LabelSelector.of(selector).matchesObject(pod);
        } catch (SelectorException e) {
            return false;
        }
    }

    /** A pod that is not ready is no loss, where its budget says so or has enough others. */
    private static boolean mayGoUnhealthy(JsonNode pod, JsonNode budget) {
        boolean isReady = pod.path("status")
                .path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals("Ready")
                        && condition.path("status").asString("").equals("True"));
        if (isReady) {
            return false;
        }
        JsonNode status = budget.path("status");
        boolean isAlwaysAllowed = budget.path("spec")
                .path("unhealthyPodEvictionPolicy")
                .asString("")
                .equals("AlwaysAllow");
        return isAlwaysAllowed
                || status.path("desiredHealthy").asInt(0) > 0
                        && status.path("currentHealthy").asInt(0)
                                >= status.path("desiredHealthy").asInt(0);
    }

    private static ObjectNode charged(StoredObject budget, String pod, String now) {
        ObjectNode next = budget.json().deepCopy();
        ObjectNode status = next.withObjectProperty("status");
        String name = budget.key().name();
        if (status.path("observedGeneration").asLong(0)
                < next.path("metadata").path("generation").asLong(0)) {
            throw refused("The disruption budget " + name + " is still being processed by the server.", 10);
        }
        int allowed = status.path("disruptionsAllowed").asInt(0);
        if (allowed <= 0) {
            throw refused(
                    "The disruption budget %s needs %d healthy pods and has %d currently"
                            .formatted(
                                    name,
                                    status.path("desiredHealthy").asInt(0),
                                    status.path("currentHealthy").asInt(0)),
                    0);
        }
        if (status.path("disruptedPods").size() > MOST_DISRUPTED) {
            throw Refusal.forbidden(
                    budget.key(), "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        status.put("disruptionsAllowed", allowed - 1);
        status.withObjectProperty("disruptedPods").put(pod, now);
        return next;
    }

    private static StatusException refused(String cause, int retryAfterSeconds) {
        List<Status.Cause> causes = List.of(new Status.Cause("DisruptionBudget", cause, ""));
        return new StatusException(new Status(
                429, "TooManyRequests", REFUSED, new Status.Details("", "", "", "", causes, retryAfterSeconds)));
    }
}

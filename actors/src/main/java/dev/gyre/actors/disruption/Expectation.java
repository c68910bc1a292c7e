package dev.gyre.actors.disruption;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.quantity.IntOrPercent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How many pods of a budget there should be, and how many of them must be well. A share is one of what the pods' controllers
 * want, not of what there happens to be; pods that nobody controls do not count then.
 *
 * @param fault why that cannot be told; empty where it can
 */
record Expectation(int pods, int healthy, String fault) {

    private static final Set<String> SCALABLE =
            Set.of("ReplicaSet", "Deployment", "StatefulSet", "ReplicationController");

    static Expectation of(JsonNode spec, List<PodState> pods, ClusterView view) {
        JsonNode minAvailable = spec.path("minAvailable");
        JsonNode maxUnavailable = spec.path("maxUnavailable");
        try {
            if (!maxUnavailable.isMissingNode()) {
                int wanted = wanted(pods, view);
                return new Expectation(
                        wanted, Math.max(0, wanted - IntOrPercent.roundedUp(maxUnavailable, wanted)), "");
            }
            if (minAvailable.isNumber()) {
                return new Expectation(pods.size(), minAvailable.asInt(), "");
            }
            if (minAvailable.isString()) {
                int wanted = wanted(pods, view);
                return new Expectation(wanted, IntOrPercent.roundedUp(minAvailable, wanted), "");
            }
            return new Expectation(0, 0, "");
        } catch (Unscalable unscalable) {
            return new Expectation(0, 0, String.valueOf(unscalable.getMessage()));
        }
    }

    /** A pod's controller has no number of replicas. */
    private static final class Unscalable extends RuntimeException {
        Unscalable(String message) {
            super(message);
        }
    }

    private static int wanted(List<PodState> pods, ClusterView view) {
        Map<String, Integer> byController = new HashMap<>();
        for (PodState pod : pods) {
            OwnerReference owner = pod.resource().controller();
            Resource controller = owner == null ? null : view.byUid(owner.uid()).orElse(null);
            if (owner == null || controller == null) {
                continue;
            }
            if (!SCALABLE.contains(owner.kind())) {
                throw new Unscalable(controller.key().groupResource() + " does not implement the scale subresource");
            }
            Resource scaled = scaled(controller, view);
            byController.put(
                    scaled.uid(), scaled.json().path("spec").path("replicas").asInt(1));
        }
        return byController.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A replica set that a deployment made has the deployment's number. */
    private static Resource scaled(Resource controller, ClusterView view) {
        OwnerReference owner = controller.controller();
        return owner != null && owner.kind().equals("Deployment")
                ? view.byUid(owner.uid()).orElse(controller)
                : controller;
    }
}

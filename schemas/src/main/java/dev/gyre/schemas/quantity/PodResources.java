package dev.gyre.schemas.quantity;

import tools.jackson.databind.JsonNode;

/**
 * What a pod needs at most at any time of its life. Its containers run together, so they add up. Initialization containers run
 * one after the other before them, so the largest counts, except those that keep running (sidecars): each adds to all
 * that comes after it. The sandbox's overhead comes on top, and what the pod asks for as a whole replaces the sum.
 */
public final class PodResources {

    private PodResources() {}

    /** What has to be kept free for the pod. Takes a {@code PodSpec}. */
    public static ResourceAmounts requests(JsonNode podSpec) {
        return total(podSpec, "requests").plus(ResourceAmounts.of(podSpec.path("overhead")));
    }

    /** The sum of its limits; a container without one adds nothing, though it may use without bound. */
    public static ResourceAmounts limits(JsonNode podSpec) {
        ResourceAmounts limits = total(podSpec, "limits");
        ResourceAmounts overhead = ResourceAmounts.of(podSpec.path("overhead"));
        for (String resource : overhead.asMap().keySet()) {
            if (limits.has(resource)) {
                limits = limits.plus(ResourceAmounts.of(java.util.Map.of(resource, overhead.get(resource))));
            }
        }
        return limits;
    }

    private static ResourceAmounts total(JsonNode podSpec, String field) {
        ResourceAmounts running = ResourceAmounts.NONE;
        for (JsonNode container : podSpec.path("containers")) {
            running = running.plus(of(container, field));
        }
        ResourceAmounts sidecars = ResourceAmounts.NONE;
        ResourceAmounts starting = ResourceAmounts.NONE;
        for (JsonNode container : podSpec.path("initContainers")) {
            ResourceAmounts own = of(container, field);
            if (container.path("restartPolicy").asString("").equals("Always")) {
                running = running.plus(own);
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return running.max(starting).replacedBy(of(podSpec, field));
    }

    private static ResourceAmounts of(JsonNode owner, String field) {
        return ResourceAmounts.of(owner.path("resources").path(field));
    }
}

package dev.gyre.schemas.quota;

import dev.gyre.schemas.quantity.PodResources;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.quantity.ResourceAmounts;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/**
 * What a pod takes of a quota: itself and what it asks for, until it has ended. One that is being deleted takes it until it
 * is gone, since its containers may still run.
 */
final class PodUsage {

    private static final Set<String> COMPUTED = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> ENDS = Set.of("Succeeded", "Failed");

    private PodUsage() {}

    static void addTo(SortedMap<String, Quantity> usage, JsonNode pod) {
        if (ENDS.contains(pod.path("status").path("phase").asString(""))) {
            return;
        }
        usage.put("pods", Quantity.of(1));
        ResourceAmounts requests = PodResources.requests(pod.path("spec"));
        for (String resource : requests.asMap().keySet()) {
            Quantity amount = requests.quantity(resource);
            if (COMPUTED.contains(resource) || resource.startsWith("hugepages-")) {
                usage.put(resource, amount);
            }
            usage.put("requests." + resource, amount);
        }
        ResourceAmounts limits = PodResources.limits(pod.path("spec"));
        for (String resource : limits.asMap().keySet()) {
            if (COMPUTED.contains(resource)) {
                usage.put("limits." + resource, limits.quantity(resource));
            }
        }
    }

    static boolean isTakenByPods(String resource) {
        if (resource.equals("pods") || COMPUTED.contains(resource) || resource.startsWith("hugepages-")) {
            return true;
        }
        if (resource.startsWith("limits.")) {
            return COMPUTED.contains(resource.substring("limits.".length()));
        }
        if (!resource.startsWith("requests.")) {
            return false;
        }
        String asked = resource.substring("requests.".length());
        return COMPUTED.contains(asked) || asked.startsWith("hugepages-") || asked.contains("/");
    }
}

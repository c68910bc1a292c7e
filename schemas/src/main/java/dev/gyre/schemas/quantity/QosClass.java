package dev.gyre.schemas.quantity;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** How a pod fares when its node runs short: {@code status.qosClass}, which follows from requests and limits. */
public enum QosClass {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final List<String> COUNTED = List.of(ResourceAmounts.CPU, ResourceAmounts.MEMORY);

    private final String word;

    QosClass(String word) {
        this.word = word;
    }

    /** The word of the API. */
    public String word() {
        return word;
    }

    /** Guaranteed is who asks in every container for exactly what it is limited to; best effort is who asks for nothing. */
    public static QosClass of(JsonNode podSpec) {
        if (podSpec.path("resources").isObject() && !podSpec.path("resources").isEmpty()) {
            return of(asksForSomething(podSpec), asksForItsLimits(podSpec));
        }
        boolean anything = false;
        boolean exactly = true;
        for (String containers : List.of("containers", "initContainers")) {
            for (JsonNode container : podSpec.path(containers)) {
                anything |= asksForSomething(container);
                exactly &= asksForItsLimits(container);
            }
        }
        return of(anything, exactly);
    }

    private static QosClass of(boolean anything, boolean exactly) {
        return !anything ? BEST_EFFORT : exactly ? GUARANTEED : BURSTABLE;
    }

    private static boolean asksForSomething(JsonNode owner) {
        ResourceAmounts requests = ResourceAmounts.of(owner.path("resources").path("requests"));
        ResourceAmounts limits = ResourceAmounts.of(owner.path("resources").path("limits"));
        return COUNTED.stream().anyMatch(resource -> requests.get(resource) > 0 || limits.get(resource) > 0);
    }

    private static boolean asksForItsLimits(JsonNode owner) {
        ResourceAmounts requests = ResourceAmounts.of(owner.path("resources").path("requests"));
        ResourceAmounts limits = ResourceAmounts.of(owner.path("resources").path("limits"));
        return COUNTED.stream()
                .allMatch(resource -> limits.get(resource) > 0
                        && (!requests.has(resource) || requests.get(resource) == limits.get(resource)));
    }
}

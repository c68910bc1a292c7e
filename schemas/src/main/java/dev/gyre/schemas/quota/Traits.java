package dev.gyre.schemas.quota;

import dev.gyre.schemas.quantity.QosClass;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What scopes tell objects apart by. Only pods have any; whatever else there is, a quota with scopes does not mean.
 *
 * @param isTerminating whether it ends by itself after some time
 * @param priorityClass empty where it has none
 * @param isAcrossNamespaces whether it wants to be near to, or far from, pods of other namespaces
 */
public record Traits(
        boolean isPod, boolean isTerminating, boolean isBestEffort, String priorityClass, boolean isAcrossNamespaces) {

    static final Traits NONE = new Traits(false, false, false, "", false);

    public static Traits of(String groupResource, JsonNode object) {
        if (!groupResource.equals("pods")) {
            return NONE;
        }
        JsonNode spec = object.path("spec");
        return new Traits(
                true,
                spec.path("activeDeadlineSeconds").asLong(-1) >= 0,
                QosClass.of(spec) == QosClass.BEST_EFFORT,
                spec.path("priorityClassName").asString(""),
                isAcrossNamespaces(spec.path("affinity")));
    }

    private static boolean isAcrossNamespaces(JsonNode affinity) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            JsonNode terms = affinity.path(kind);
            for (JsonNode term : terms.path("requiredDuringSchedulingIgnoredDuringExecution")) {
                if (namesOthers(term)) {
                    return true;
                }
            }
            for (JsonNode weighted : terms.path("preferredDuringSchedulingIgnoredDuringExecution")) {
                if (namesOthers(weighted.path("podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean namesOthers(JsonNode term) {
        return !term.path("namespaces").isEmpty() || term.hasNonNull("namespaceSelector");
    }
}

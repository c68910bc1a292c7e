package dev.gyre.schemas.quota;

import dev.gyre.schemas.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A ResourceQuota as it is asked for: how much of what, and of which pods.
 *
 * @param hard by resource
 */
public record Quota(String name, SortedMap<String, Quantity> hard, List<Scope> scopes) {

    public static Quota of(JsonNode quota) {
        JsonNode spec = quota.path("spec");
        SortedMap<String, Quantity> hard = new TreeMap<>();
        spec.path("hard")
                .properties()
                .forEach(limit ->
                        hard.put(limit.getKey(), Quantity.parse(limit.getValue().asString(""))));
        List<Scope> scopes = new ArrayList<>();
        spec.path("scopes").forEach(scope -> scopes.add(Scope.of(scope.asString(""))));
        spec.path("scopeSelector").path("matchExpressions").forEach(scope -> scopes.add(Scope.of(scope)));
        return new Quota(quota.path("metadata").path("name").asString(""), hard, List.copyOf(scopes));
    }

    /** Whether objects of this kind may count against it. */
    public boolean counts(String groupResource) {
        return hard.keySet().stream()
                .anyMatch(resource -> ObjectUsage.takenBy(resource).equals(groupResource));
    }

    /** Whether objects with these traits count. */
    public boolean covers(Traits traits) {
        return scopes.stream().allMatch(scope -> scope.covers(traits));
    }
}

package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.quota.ObjectUsage;
import dev.gyre.schemas.quota.Quota;
import dev.gyre.schemas.quota.Traits;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one object takes, and as what kind of pod, where it is one. */
record Charge(Traits traits, SortedMap<String, Quantity> usage) {

    static Charge of(String groupResource, JsonNode object) {
        return new Charge(Traits.of(groupResource, object), ObjectUsage.of(groupResource, object));
    }

    /** Of a write: what it asks for beyond what the object had, of each resource that the quota limits. */
    SortedMap<String, Quantity> beyond(SortedMap<String, Quantity> before, Quota quota) {
        SortedMap<String, Quantity> more = new TreeMap<>();
        of(quota).forEach((resource, amount) -> {
            Quantity growth = amount.minus(before.getOrDefault(resource, Quantity.ZERO));
            if (growth.compareTo(Quantity.ZERO) > 0 && quota.hard().containsKey(resource)) {
                more.put(resource, growth);
            }
        });
        return more;
    }

    /** What of it counts against a quota. */
    SortedMap<String, Quantity> of(Quota quota) {
        return quota.covers(traits) ? usage : Collections.emptySortedMap();
    }

    /** Whether a write may take anything that was not taken before. */
    static boolean mayGrow(Candidate candidate) {
        ObjectNode old = candidate.old();
        if (old == null) {
            return true;
        }
        return switch (candidate.kind().groupResource()) {
            case "pods", "services", "persistentvolumeclaims" ->
                !SameJson.same(candidate.object().get("spec"), old.get("spec"));
            default -> false;
        };
    }
}

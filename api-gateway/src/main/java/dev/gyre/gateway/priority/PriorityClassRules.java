package dev.gyre.gateway.priority;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A class's value never changes, since pods have it already; the highest values are the system's own. */
public final class PriorityClassRules implements KindRules {

    static final int HIGHEST_OF_USERS = 1_000_000_000;

    private static final List<String> POLICIES = List.of("Never", "PreemptLowerPriority");
    private static final Map<String, Integer> SYSTEM =
            Map.of("system-node-critical", 2_000_001_000, "system-cluster-critical", 2_000_000_000);

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode priorityClass, FieldErrors errors) {
        String name = priorityClass.path("metadata").path("name").asString("");
        JsonNode value = priorityClass.path("value");
        if (name.startsWith("system-")) {
            Integer expected = SYSTEM.get(name);
            if (expected == null || expected != value.asInt(0)) {
                errors.forbidden(
                        FieldPath.of("metadata", "name"),
                        "priority class names with 'system-' prefix are reserved for system use only. error: "
                                + (expected == null
                                        ? name + " is not a known system priority class"
                                        : "value of " + name + " PriorityClass must be " + expected));
            }
        } else if (value.asLong(0) > HIGHEST_OF_USERS) {
            errors.forbidden(
                    FieldPath.of("value"), "maximum allowed value of a user defined priority is " + HIGHEST_OF_USERS);
        }
        String policy = priorityClass.path("preemptionPolicy").asString("");
        if (!POLICIES.contains(policy)) {
            errors.notSupported(FieldPath.of("preemptionPolicy"), policy, POLICIES);
        }
    }

    @Override
    public void validateUpdate(ObjectNode priorityClass, ObjectNode old, FieldErrors errors) {
        if (priorityClass.path("value").asInt(0) != old.path("value").asInt(0)) {
            errors.forbidden(FieldPath.of("value"), "may not be changed in an update.");
        }
        JsonNode policy = priorityClass.path("preemptionPolicy");
        if (!SameJson.same(policy, old.path("preemptionPolicy"))) {
            errors.invalid(FieldPath.of("preemptionPolicy"), policy, "field is immutable");
        }
    }
}

package dev.gyre.schemas.quota;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One condition on the pods that a quota means: an entry of {@code scopes}, or of its {@code scopeSelector}. */
record Scope(String name, String operator, Set<String> values) {

    static Scope of(String name) {
        return new Scope(name, "Exists", Set.of());
    }

    static Scope of(JsonNode requirement) {
        Set<String> values = new HashSet<>();
        requirement.path("values").forEach(value -> values.add(value.asString("")));
        return new Scope(
                requirement.path("scopeName").asString(""),
                requirement.path("operator").asString(""),
                Set.copyOf(values));
    }

    boolean covers(Traits traits) {
        return traits.isPod()
                && switch (name) {
                    case "Terminating" -> traits.isTerminating();
                    case "NotTerminating" -> !traits.isTerminating();
                    case "BestEffort" -> traits.isBestEffort();
                    case "NotBestEffort" -> !traits.isBestEffort();
                    case "CrossNamespacePodAffinity" -> traits.isAcrossNamespaces();
                    case "PriorityClass" -> selects(traits.priorityClass());
                    default -> false;
                };
    }

    private boolean selects(String priorityClass) {
        boolean hasOne = !priorityClass.isEmpty();
        return switch (operator) {
            case "Exists" -> hasOne;
            case "DoesNotExist" -> !hasOne;
            case "In" -> hasOne && values.contains(priorityClass);
            case "NotIn" -> !hasOne || !values.contains(priorityClass);
            default -> false;
        };
    }
}

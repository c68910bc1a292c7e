package dev.gyre.actors.workload;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A {@code LabelSelector}: every label of {@code matchLabels} and every one of {@code matchExpressions} must hold. The
 * gateway has validated it; an operator that is unknown all the same matches nothing, since a selector that matches too
 * much would claim what belongs to others.
 */
public record Selector(List<Requirement> requirements) {

    /** What a controller does whose selector is empty. */
    public static final Decision REFUSED =
            Decision.of(List.of(), "its selector is empty, and it may not own everything");

    /** One condition on one label. */
    public record Requirement(String key, String operator, Set<String> values) {

        boolean isMetBy(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                default -> false;
            };
        }
    }

    public static Selector of(JsonNode labelSelector) {
        List<Requirement> requirements = new ArrayList<>();
        labelSelector
                .path("matchLabels")
                .properties()
                .forEach(label -> requirements.add(new Requirement(
                        label.getKey(), "In", Set.of(label.getValue().asString("")))));
        for (JsonNode expression : labelSelector.path("matchExpressions")) {
            Set<String> values = new LinkedHashSet<>();
            expression.path("values").forEach(value -> values.add(value.asString("")));
            requirements.add(new Requirement(
                    expression.path("key").asString(""),
                    expression.path("operator").asString(""),
                    values));
        }
        return new Selector(List.copyOf(requirements));
    }

    /** An empty selector means everything, which no controller may own. */
    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    /** The labels of which it names the one value that they must have. */
    public Map<String, String> exactLabels() {
        Map<String, String> labels = new TreeMap<>();
        for (Requirement requirement : requirements) {
            if (requirement.operator().equals("In") && requirement.values().size() == 1) {
                labels.put(requirement.key(), requirement.values().iterator().next());
            }
        }
        return labels;
    }

    /** The pods of a namespace that may match, found by a label that they must have rather than one by one. */
    public List<Resource> candidates(String namespace, ClusterView view) {
        Map<String, String> labels = exactLabels();
        return labels.isEmpty() ? view.list("", "pods", namespace) : view.podsLabelled(namespace, labels);
    }

    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.isMetBy(labels)) {
                return false;
            }
        }
        return true;
    }
}

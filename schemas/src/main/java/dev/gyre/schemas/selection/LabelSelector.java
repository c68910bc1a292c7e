package dev.gyre.schemas.selection;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.selection.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Objects chosen by their labels: all requirements must hold. Written as a string in requests ({@code app=web,tier in
 * (a,b),!old}) and as {@code matchLabels} and {@code matchExpressions} in objects, where no selector at all means
 * nothing and an empty one everything. Requirements are kept in the order of their keys.
 */
public final class LabelSelector {

    /** More would only serve to keep a server busy. */
    static final int MAX_REQUIREMENTS = 1_000;

    static final int MAX_LENGTH = 64 * 1024;

    public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), true);
    public static final LabelSelector NOTHING = new LabelSelector(List.of(), false);

    private final List<LabelRequirement> requirements;
    private final boolean matchesAny;

    private LabelSelector(List<LabelRequirement> requirements, boolean matchesAny) {
        this.requirements = List.copyOf(requirements);
        this.matchesAny = matchesAny;
    }

    /** Reads the string syntax; an empty string selects everything. */
    public static LabelSelector parse(String selector) {
        if (selector.length() > MAX_LENGTH) {
            throw new SelectorException("the label selector is longer than " + MAX_LENGTH + " characters");
        }
        return of(new LabelSelectorParser(selector).parse());
    }

    /** Reads the API's JSON. */
    public static LabelSelector of(JsonNode selector) {
        if (!selector.isObject()) {
            return NOTHING;
        }
        List<LabelRequirement> requirements = new ArrayList<>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> requirements.add(new LabelRequirement(
                        label.getKey(), Operator.IN, List.of(label.getValue().asString("")))));
        for (JsonNode expression : selector.path("matchExpressions")) {
            List<String> values = new ArrayList<>();
            expression.path("values").forEach(value -> values.add(value.asString("")));
            requirements.add(new LabelRequirement(
                    expression.path("key").asString(""),
                    operator(expression.path("operator").asString("")),
                    values));
        }
        return of(requirements);
    }

    /** Reads a plain map of labels, as a Service's {@code selector} is one; an empty map selects nothing there. */
    public static LabelSelector ofLabels(JsonNode labels) {
        if (!labels.isObject() || labels.isEmpty()) {
            return NOTHING;
        }
        List<LabelRequirement> requirements = new ArrayList<>();
        labels.properties()
                .forEach(label -> requirements.add(new LabelRequirement(
                        label.getKey(), Operator.IN, List.of(label.getValue().asString("")))));
        return of(requirements);
    }

    public static LabelSelector of(List<LabelRequirement> requirements) {
        if (requirements.size() > MAX_REQUIREMENTS) {
            throw new SelectorException("the label selector has more than " + MAX_REQUIREMENTS + " requirements");
        }
        List<LabelRequirement> sorted = requirements.stream()
                .sorted(Comparator.comparing(LabelRequirement::key))
                .toList();
        return sorted.isEmpty() ? EVERYTHING : new LabelSelector(sorted, true);
    }

    private static Operator operator(String word) {
        return switch (word) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new SelectorException("\"" + word + "\" is not a valid label selector operator");
        };
    }

    public boolean matches(Map<String, String> labels) {
        if (!matchesAny) {
            return false;
        }
        for (LabelRequirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    public boolean matches(Resource resource) {
        return matches(resource.labels());
    }

    /** Whether an object of the API, as a tree, is selected. */
    public boolean matchesObject(JsonNode object) {
        if (requirements.isEmpty()) {
            return matchesAny;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        object.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return matches(labels);
    }

    public List<LabelRequirement> requirements() {
        return requirements;
    }

    public boolean isEverything() {
        return matchesAny && requirements.isEmpty();
    }

    public boolean isNothing() {
        return !matchesAny;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelSelector s && matchesAny == s.matchesAny && requirements.equals(s.requirements);
    }

    @Override
    public int hashCode() {
        return requirements.hashCode();
    }

    /** In the string syntax; for what selects nothing, {@code <none>}. */
    @Override
    public String toString() {
        return matchesAny
                ? requirements.stream().map(LabelRequirement::toString).collect(Collectors.joining(","))
                : "<none>";
    }
}

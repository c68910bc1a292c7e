package dev.gyre.schemas.selection;

import java.util.List;
import java.util.Map;

/** One condition on one label. A label that is missing satisfies only what excludes. */
public record LabelRequirement(String key, Operator operator, List<String> values) {

    /** How the label is compared. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        GREATER_THAN,
        LESS_THAN
    }

    public LabelRequirement {
        check(LabelSyntax.keyProblem(key), "key: Invalid value: \"" + key + "\": ");
        for (String value : values) {
            check(
                    LabelSyntax.valueProblem(value),
                    "values[" + values.indexOf(value) + "][" + key + "]: Invalid value: \"" + value + "\": ");
        }
        values = values.stream().sorted().toList();
        switch (operator) {
            case IN, NOT_IN ->
                require(
                        !values.isEmpty(),
                        "values: Invalid value: []: for 'in', 'notin' operators, " + "values set can't be empty");
            case EXISTS, DOES_NOT_EXIST ->
                require(
                        values.isEmpty(),
                        "values: Invalid value: " + values
                                + ": values set must be empty for exists and does not exist");
            case GREATER_THAN, LESS_THAN ->
                require(
                        values.size() == 1 && isInteger(values.getFirst()),
                        "values: Invalid " + "value: " + values
                                + ": for 'Gt', 'Lt' operators, exactly one integer is required");
        }
    }

    public boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER_THAN -> value != null && isInteger(value) && number(value) > number(values.getFirst());
            case LESS_THAN -> value != null && isInteger(value) && number(value) < number(values.getFirst());
        };
    }

    private static boolean isInteger(String text) {
        return text.matches("[+-]?\\d{1,18}");
    }

    private static long number(String text) {
        return Long.parseLong(text);
    }

    private static void check(@org.jspecify.annotations.Nullable String problem, String prefix) {
        if (problem != null) {
            throw new SelectorException(prefix + problem);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new SelectorException(message);
        }
    }

    /** In the string syntax. */
    @Override
    public String toString() {
        return switch (operator) {
            case IN ->
                values.size() == 1 ? key + "=" + values.getFirst() : key + " in (" + String.join(",", values) + ")";
            case NOT_IN ->
                values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin (" + String.join(",", values) + ")";
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case GREATER_THAN -> key + ">" + values.getFirst();
            case LESS_THAN -> key + "<" + values.getFirst();
        };
    }
}

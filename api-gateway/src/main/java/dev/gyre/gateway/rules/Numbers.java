package dev.gyre.gateway.rules;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Numbers in their bounds; counts that may also be percentages. */
public final class Numbers {

    private Numbers() {}

    /** What is left out passes. */
    public static void requireNotNegative(JsonNode number, FieldPath path, FieldErrors errors) {
        if (number.asLong(0) < 0) {
            errors.invalid(path, number, "must be greater than or equal to 0");
        }
    }

    /** What is left out passes. */
    public static void requirePositive(JsonNode number, FieldPath path, FieldErrors errors) {
        if (!number.isMissingNode() && number.asLong(0) <= 0) {
            errors.invalid(path, number, "must be greater than 0");
        }
    }

    /** What is left out is zero, and does not pass. */
    public static void requireAboveZero(JsonNode number, FieldPath path, FieldErrors errors) {
        if (number.asLong(0) <= 0) {
            errors.invalid(path, number, "must be greater than zero");
        }
    }

    /** That several fields of one object are not negative. */
    public static void requireNotNegative(JsonNode object, FieldPath path, List<String> fields, FieldErrors errors) {
        fields.forEach(field -> requireNotNegative(object.path(field), path.child(field), errors));
    }

    public static void requireCountOrPercentage(JsonNode value, FieldPath path, FieldErrors errors) {
        if (value.isString()) {
            if (percentage(value) < 0) {
                errors.invalid(
                        path,
                        value,
                        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex"
                                + " used for validation is '[0-9]+%')");
            }
        } else {
            requireNotNegative(value, path, errors);
        }
    }

    /** The number before the sign; -1 where it is no percentage. */
    public static int percentage(JsonNode value) {
        String text = value.isString() ? value.asString() : "";
        return text.matches("[0-9]{1,6}%") ? Integer.parseInt(text.substring(0, text.length() - 1)) : -1;
    }
}

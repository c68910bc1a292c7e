package dev.gyre.schemas.structure;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.quantity.Quantity;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What single values each type takes, and what Kubernetes calls the types. */
final class ScalarCheck {

    private ScalarCheck() {}

    static boolean fits(JsonNode value, FieldSchema schema) {
        return switch (schema.type()) {
            case STRING -> value.isString();
            case BOOLEAN -> value.isBoolean();
            case INTEGER ->
                value.isIntegralNumber()
                        && ("int32".equals(schema.format()) ? value.canConvertToInt() : value.canConvertToLong());
            case NUMBER -> value.isNumber();
            case INT_OR_STRING -> value.isString() || (value.isIntegralNumber() && value.canConvertToInt());
            default -> true;
        };
    }

    /** Types that read themselves, and so do not know which field they are in. */
    static boolean readsItself(FieldSchema schema) {
        return schema.type() == FieldSchema.Type.INT_OR_STRING || "date-time".equals(schema.format());
    }

    /** A complaint about a value of the right type that cannot be read all the same; null for none. */
    static @Nullable String complaint(JsonNode value, FieldSchema schema) {
        if (schema.type() == FieldSchema.Type.QUANTITY) {
            return (value.isString() || value.isNumber()) && Quantity.isValid(value.asString())
                    ? null
                    : "quantities must match the regular expression '" + Quantity.SYNTAX + "'";
        }
        String format = schema.format();
        if (!value.isString() || format == null) {
            return null;
        }
        String text = value.asString();
        return switch (format) {
            case "date-time" ->
                isTime(text)
                        ? null
                        : "parsing time \"" + shortened(text)
                                + "\" as \"2006-01-02T15:04:05Z07:00\": not a time in RFC 3339";
            case "byte" -> isBase64(text) ? null : "illegal base64 data";
            default -> null;
        };
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }

    /** The type as Go's decoder names it. */
    static String goType(FieldSchema schema) {
        FieldSchema items = schema.items();
        String format = schema.format();
        return switch (schema.type()) {
            case OBJECT -> shortName(schema.definition());
            case MAP -> "map[string]" + (items == null ? "interface {}" : goType(items));
            case ARRAY -> "[]" + (items == null ? "interface {}" : goType(items));
            case STRING -> "byte".equals(format) ? "[]uint8" : "string";
            case INTEGER -> format == null ? "int64" : format;
            case NUMBER -> "float64";
            case BOOLEAN -> "bool";
            case INT_OR_STRING -> "int32";
            case QUANTITY -> "resource.Quantity";
            case ANY -> "interface {}";
        };
    }

    /** {@code v1.PodSpec} of {@code io.k8s.api.core.v1.PodSpec}. */
    private static String shortName(@Nullable String definition) {
        if (definition == null) {
            return "map[string]interface {}";
        }
        int type = definition.lastIndexOf('.');
        return definition.substring(definition.lastIndexOf('.', type - 1) + 1);
    }
}

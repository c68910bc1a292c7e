package dev.gyre.gateway.customresource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.SameJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether values are what a schema says: types, bounds, patterns, formats, and combinations of these. Made once for a schema and
 * shared. What an update leaves as it was is not judged again, so that a definition may become stricter than objects that are
 * there.
 */
final class ValueCheck {

    private final JsonNode document;
    private final String type;
    private final boolean isIntOrString;
    private final boolean isNullable;
    private final @Nullable Pattern pattern;
    private final Map<String, ValueCheck> properties = new LinkedHashMap<>();
    private final @Nullable ValueCheck additional;
    private final @Nullable ValueCheck items;
    private final List<ValueCheck> allOf;
    private final List<ValueCheck> anyOf;
    private final List<ValueCheck> oneOf;
    private final @Nullable ValueCheck not;
    private final boolean isEmbedded;

    private ValueCheck(JsonNode document) {
        this.document = document;
        this.type = document.path("type").asString("");
        this.isIntOrString = document.path("x-kubernetes-int-or-string").asBoolean(false);
        this.isNullable = document.path("nullable").asBoolean(false);
        this.pattern = pattern(document.path("pattern").asString(""));
        document.path("properties").properties().forEach(e -> properties.put(e.getKey(), new ValueCheck(e.getValue())));
        this.additional = ofObject(document.path("additionalProperties"));
        this.items = ofObject(document.path("items"));
        this.allOf = ofEach(document.path("allOf"));
        this.anyOf = ofEach(document.path("anyOf"));
        this.oneOf = ofEach(document.path("oneOf"));
        this.not = ofObject(document.path("not"));
        this.isEmbedded = document.path("x-kubernetes-embedded-resource").asBoolean(false);
    }

    static ValueCheck of(JsonNode document) {
        return new ValueCheck(document);
    }

    private static @Nullable Pattern pattern(String regex) {
        try {
            return regex.isEmpty() ? null : Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            // Refused when the definition is written; one that is there all the same holds nobody up.
            return null;
        }
    }

    private static @Nullable ValueCheck ofObject(JsonNode document) {
        return document.isObject() ? new ValueCheck(document) : null;
    }

    private static List<ValueCheck> ofEach(JsonNode documents) {
        List<ValueCheck> checks = new ArrayList<>();
        documents.forEach(document -> checks.add(new ValueCheck(document)));
        return checks;
    }

    /** {@code old} is what stood there before; null where nothing did. */
    void check(JsonNode value, @Nullable JsonNode old, Place place, FieldErrors errors) {
        if (old != null && SameJson.same(value, old)) {
            return;
        }
        if (!hasType(value, place, errors) || value.isNull()) {
            return;
        }
        checkEnum(value, place, errors);
        switch (value.getNodeType()) {
            case STRING -> checkText(value, place, errors);
            case NUMBER -> checkNumber(value, place, errors);
            case ARRAY -> checkArray(value, old, place, errors);
            case OBJECT -> checkObject(value, old, place, errors);
            default -> {}
        }
        checkCombinations(value, place, errors);
    }

    private boolean hasType(JsonNode value, Place place, FieldErrors errors) {
        if (value.isNull() && isNullable) {
            return true;
        }
        boolean fits = isIntOrString
                ? value.isString() || isWhole(value)
                : switch (type) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isString();
                    case "boolean" -> value.isBoolean();
                    case "integer" -> isWhole(value);
                    case "number" -> value.isNumber();
                    default -> true;
                };
        if (!fits) {
            String found = typeOf(value);
            String wanted = isIntOrString ? "integer,string" : type;
            errors.wrongType(place.path(), found, place + " in body must be of type " + wanted + ": \"" + found + "\"");
        }
        return fits;
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber()
                || value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> isWhole(value) ? "integer" : "number";
            default -> "null";
        };
    }

    private void checkEnum(JsonNode value, Place place, FieldErrors errors) {
        JsonNode allowed = document.path("enum");
        if (!allowed.isEmpty() && allowed.valueStream().noneMatch(each -> SameJson.same(each, value))) {
            errors.notSupported(
                    place.path(),
                    value,
                    allowed.valueStream()
                            .map(each -> each.isString() ? each.asString() : each.toString())
                            .toList());
        }
    }

    private void checkText(JsonNode value, Place place, FieldErrors errors) {
        String text = value.asString();
        int length = text.codePointCount(0, text.length());
        if (document.has("maxLength") && length > document.path("maxLength").asLong()) {
            errors.tooLong(place.path(), document.path("maxLength").asInt());
        }
        if (document.has("minLength") && length < document.path("minLength").asLong()) {
            errors.invalid(
                    place.path(),
                    value,
                    place + " in body should be at least " + document.path("minLength") + " chars long");
        }
        if (pattern != null && !pattern.matcher(text).find()) {
            errors.invalid(place.path(), value, place + " in body should match '" + pattern.pattern() + "'");
        }
        String format = document.path("format").asString("");
        if (!format.isEmpty() && !Formats.isValid(format, text)) {
            errors.invalid(place.path(), value, place + " in body must be of type " + format + ": " + quoted(text));
        }
    }

    private static String quoted(String text) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return '"' + shown + '"';
    }

    private void checkNumber(JsonNode value, Place place, FieldErrors errors) {
        BigDecimal number = value.decimalValue();
        if (document.has("maximum")) {
            BigDecimal bound = document.path("maximum").decimalValue();
            boolean isExclusive = document.path("exclusiveMaximum").asBoolean(false);
            if (number.compareTo(bound) > (isExclusive ? -1 : 0)) {
                errors.invalid(
                        place.path(),
                        value,
                        place + " in body should be less than " + (isExclusive ? "" : "or equal to ") + shown(bound));
            }
        }
        if (document.has("minimum")) {
            BigDecimal bound = document.path("minimum").decimalValue();
            boolean isExclusive = document.path("exclusiveMinimum").asBoolean(false);
            if (number.compareTo(bound) < (isExclusive ? 1 : 0)) {
                errors.invalid(
                        place.path(),
                        value,
                        place + " in body should be greater than " + (isExclusive ? "" : "or equal to ")
                                + shown(bound));
            }
        }
        BigDecimal factor = document.path("multipleOf").decimalValueOpt().orElse(BigDecimal.ZERO);
        if (factor.signum() > 0 && number.remainder(factor).signum() != 0) {
            errors.invalid(place.path(), value, place + " in body should be a multiple of " + shown(factor));
        }
        String format = document.path("format").asString("");
        boolean isTooLarge = format.equals("int32") && !value.canConvertToInt()
                || type.equals("integer") && !value.canConvertToLong();
        if (isTooLarge) {
            errors.invalid(
                    place.path(),
                    value,
                    place + " in body must be of type " + (format.isEmpty() ? "int64" : format) + ": "
                            + quoted(value.toString()));
        }
    }

    private static String shown(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private void checkArray(JsonNode array, @Nullable JsonNode old, Place place, FieldErrors errors) {
        int size = array.size();
        if (document.has("maxItems") && size > document.path("maxItems").asLong()) {
            errors.tooMany(place.path(), size, document.path("maxItems").asInt());
        }
        if (document.has("minItems") && size < document.path("minItems").asLong()) {
            errors.invalid(
                    place.path(),
                    array,
                    place + " in body should have at least " + document.path("minItems") + " items");
        }
        CustomItems named = new CustomItems(document);
        named.duplicates(array)
                .forEach(duplicate -> errors.duplicate(place.index(duplicate).path(), array.get(duplicate)));
        if (items != null) {
            for (int i = 0; i < size; i++) {
                items.check(array.get(i), named.counterpart(array.get(i), old), place.index(i), errors);
            }
        }
    }

    private void checkObject(JsonNode object, @Nullable JsonNode old, Place place, FieldErrors errors) {
        int size = object.size();
        if (document.has("maxProperties")
                && size > document.path("maxProperties").asLong()) {
            errors.tooMany(place.path(), size, document.path("maxProperties").asInt());
        }
        if (document.has("minProperties")
                && size < document.path("minProperties").asLong()) {
            errors.invalid(
                    place.path(),
                    object,
                    place + " in body should have at least " + document.path("minProperties") + " properties");
        }
        if (isEmbedded) {
            checkEmbedded(object, place, errors);
        }
        for (JsonNode name : document.path("required")) {
            if (!object.has(name.asString(""))) {
                errors.required(place.field(name.asString("")).path(), "");
            }
        }
        object.properties().forEach(entry -> {
            ValueCheck known = properties.getOrDefault(entry.getKey(), additional);
            if (known != null) {
                JsonNode before = old == null ? null : old.get(entry.getKey());
                known.check(entry.getValue(), before, place.field(entry.getKey()), errors);
            }
        });
    }

    private static void checkEmbedded(JsonNode object, Place place, FieldErrors errors) {
        for (String name : List.of("apiVersion", "kind")) {
            if (object.path(name).asString("").isEmpty()) {
                errors.required(place.field(name).path(), "must not be empty");
            }
        }
    }

    private void checkCombinations(JsonNode value, Place place, FieldErrors errors) {
        boolean failsAll = allOf.stream().anyMatch(check -> !check.accepts(value, place));
        if (failsAll) {
            allOf.forEach(check -> check.check(value, null, place, errors));
            refuse(place, "must validate all the schemas (allOf)", errors);
        }
        if (!anyOf.isEmpty() && anyOf.stream().noneMatch(check -> check.accepts(value, place))) {
            anyOf.getFirst().check(value, null, place, errors);
            refuse(place, "must validate at least one schema (anyOf)", errors);
        }
        if (!oneOf.isEmpty()) {
            long valid =
                    oneOf.stream().filter(check -> check.accepts(value, place)).count();
            if (valid != 1) {
                if (valid == 0) {
                    oneOf.getFirst().check(value, null, place, errors);
                }
                refuse(
                        place,
                        "must validate one and only one schema (oneOf). "
                                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"),
                        errors);
            }
        }
        if (not != null && not.accepts(value, place)) {
            refuse(place, "must not validate the schema (not)", errors);
        }
    }

    private static void refuse(Place place, String why, FieldErrors errors) {
        errors.invalid(place.path(), "", '"' + place.toString() + "\" " + why);
    }

    private boolean accepts(JsonNode value, Place place) {
        FieldErrors own = new FieldErrors();
        check(value, null, place, own);
        return own.isEmpty();
    }
}

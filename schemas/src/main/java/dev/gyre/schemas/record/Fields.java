package dev.gyre.schemas.record;

import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of one record while it is read: each by its name and type, or an exception that says what was wrong. */
final class Fields {

    private final String record;
    private final ObjectNode json;

    private Fields(String record, ObjectNode json) {
        this.record = record;
        this.json = json;
    }

    static Fields of(String record, JsonNode json) {
        if (json instanceof ObjectNode object) {
            return new Fields(record, object);
        }
        throw new RecordFormatException(record + ": expected a JSON object, found " + json.getNodeType());
    }

    String string(String field) {
        String value = optionalString(field);
        if (value == null) {
            throw wrong(field, "a string");
        }
        return value;
    }

    @Nullable
    String optionalString(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(field, "a string");
        }
        return value.asString();
    }

    long number(String field) {
        Long value = optionalNumber(field);
        if (value == null) {
            throw wrong(field, "an integer");
        }
        return value;
    }

    @Nullable
    Long optionalNumber(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, "an integer");
        }
        return value.asLong();
    }

    Instant time(String field) {
        try {
            return Instant.parse(string(field));
        } catch (DateTimeParseException e) {
            throw wrong(field, "a time in RFC 3339");
        }
    }

    ResourceKey key(String field) {
        try {
            return ResourceKey.parse(string(field));
        } catch (IllegalArgumentException e) {
            throw wrong(field, "a resource key");
        }
    }

    ObjectNode object(String field) {
        if (json.get(field) instanceof ObjectNode object) {
            return object;
        }
        throw wrong(field, "an object");
    }

    JsonNode any(String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            throw wrong(field, "a value");
        }
        return value;
    }

    /** The items of an array; empty where there is none. */
    List<JsonNode> list(String field) {
        JsonNode value = json.path(field);
        if (!value.isArray() && !value.isMissingNode() && !value.isNull()) {
            throw wrong(field, "an array");
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        for (JsonNode item : list(field)) {
            if (!item.isString()) {
                throw wrong(field, "an array of strings");
            }
            strings.add(item.asString());
        }
        return List.copyOf(strings);
    }

    Map<String, String> stringMap(String field) {
        JsonNode value = json.path(field);
        if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
            throw wrong(field, "an object of strings");
        }
        Map<String, String> map = new LinkedHashMap<>();
        value.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString("")));
        return map;
    }

    RecordFormatException wrong(String field, String expected) {
        JsonNode found = json.path(field);
        String what = found.isMissingNode() ? "nothing" : found.toString();
        return new RecordFormatException(record + "." + field + ": expected " + expected + ", found "
                + (what.length() > 100 ? what.substring(0, 100) + "..." : what));
    }
}

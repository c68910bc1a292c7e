package dev.gyre.gateway.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as expressions see it. */
public final class CelValues {

    private CelValues() {}

    /** What there is no value for. */
    public static Object nothing() {
        return NullValue.NULL_VALUE;
    }

    /** By what the JSON itself says: whole numbers are integers, and a field's name is a key as it stands. */
    public static Object of(JsonNode json) {
        return of(json, null);
    }

    /**
     * By what a schema says: times and durations are values of their own, and fields have names that can be written in an
     * expression ({@link SchemaTypes#escaped}). What the schema does not speak of is taken as it is.
     */
    public static Object of(JsonNode json, @Nullable FieldSchema schema) {
        return switch (json.getNodeType()) {
            case OBJECT -> map(json, schema);
            case ARRAY -> list(json, schema);
            case STRING -> text(json.asString(), schema);
            case BOOLEAN -> json.asBoolean();
            case NUMBER -> number(json, schema);
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Map<String, Object> map(JsonNode json, @Nullable FieldSchema schema) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String name = entry.getKey();
            if (schema != null && schema.type() == Type.OBJECT) {
                FieldSchema field = schema.properties().get(name);
                if (field != null && SchemaTypes.isReachable(field)) {
                    map.put(SchemaTypes.escaped(name), of(entry.getValue(), field));
                } else if (field == null && SchemaTypes.isOpen(schema)) {
                    map.put(name, of(entry.getValue(), null));
                }
            } else {
                map.put(name, of(entry.getValue(), schema == null ? null : schema.items()));
            }
        }
        return map;
    }

    private static List<Object> list(JsonNode json, @Nullable FieldSchema schema) {
        List<Object> list = new ArrayList<>(json.size());
        json.forEach(item -> list.add(of(item, schema == null ? null : schema.items())));
        return list;
    }

    private static Object number(JsonNode json, @Nullable FieldSchema schema) {
        boolean isWhole = json.isIntegralNumber() && (schema == null || schema.type() != Type.NUMBER);
        if (isWhole && json.canConvertToLong()) {
            return json.asLong();
        }
        return isWhole
                        && json.bigIntegerValue().signum() > 0
                        && json.bigIntegerValue().bitLength() <= 64
                ? UnsignedLong.valueOf(json.bigIntegerValue())
                : json.asDouble();
    }

    private static Object text(String text, @Nullable FieldSchema schema) {
        String format = schema == null || schema.type() != Type.STRING ? null : schema.format();
        if (format == null) {
            return text;
        }
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "date" ->
                    LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "duration" -> Durations.parse(text);
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            // Whoever validates the object says so; an expression does not have to.
            return text;
        }
    }

    /** A value that an expression has made. Times, durations and bytes are texts in JSON; what is left out is left out. */
    static JsonNode toJson(@Nullable Object value) throws ExpressionException {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case null -> json.nullNode();
            case NullValue nothing -> json.nullNode();
            case Boolean truth -> json.booleanNode(truth);
            case Long number -> json.numberNode(number);
            case UnsignedLong number -> json.numberNode(number.bigIntegerValue());
            case Double number when Double.isFinite(number) -> json.numberNode(number);
            case String text -> json.stringNode(text);
            case CelByteString bytes -> json.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Instant time -> json.stringNode(time.toString());
            case Duration duration -> json.stringNode(Durations.shown(duration));
            case List<?> list -> {
                ArrayNode array = json.arrayNode();
                for (Object item : list) {
                    array.add(toJson(item));
                }
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = json.objectNode();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    object.set(shownInside(entry.getKey()), toJson(entry.getValue()));
                }
                yield object;
            }
            default -> throw new ExpressionException("no such value in JSON: " + shown(value));
        };
    }

    /** How a value is shown in a text: {@code string(x)} of the language where it has one. */
    static String shown(Object value) {
        return switch (value) {
            case NullValue nothing -> "null";
            case Double number -> Numbers.shown(number);
            case Instant time -> time.toString();
            case Duration duration -> Durations.shown(duration);
            case CelByteString bytes -> bytes.toStringUtf8();
            case List<?> list ->
                list.stream().map(CelValues::shownInside).toList().toString();
            case Map<?, ?> map -> shown(map);
            default -> String.valueOf(value);
        };
    }

    private static String shown(Map<?, ?> map) {
        List<String> entries = new ArrayList<>();
        map.forEach((key, value) -> entries.add(shownInside(key) + ": " + shownInside(value)));
        entries.sort(null);
        return "{" + String.join(", ", entries) + "}";
    }

    private static String shownInside(@Nullable Object value) {
        return value == null ? "null" : shown(value);
    }
}

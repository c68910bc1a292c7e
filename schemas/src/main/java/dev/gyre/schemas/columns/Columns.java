package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** How columns are written down, and those that most kinds share. */
public final class Columns {

    static final String NONE = "<none>";

    private static final String UNKNOWN = "<unknown>";

    private Columns() {}

    /** Name and age: the columns of kinds that have nothing else to show. */
    public static List<Column> nameAndAge() {
        return List.of(name(), age());
    }

    static Column name() {
        return new Column(
                "Name",
                "string",
                "name",
                "The name, unique among the objects of its kind in its namespace.",
                0,
                (object, now) ->
                        StringNode.valueOf(object.path("metadata").path("name").asString("")));
    }

    static Column age() {
        return new Column(
                "Age",
                "string",
                "",
                "The time since the object was created.",
                0,
                (object, now) ->
                        StringNode.valueOf(since(object.path("metadata").path("creationTimestamp"), now)));
    }

    static Column createdAt() {
        return new Column(
                "Created At",
                "date",
                "",
                "When the object was created.",
                0,
                (object, now) -> StringNode.valueOf(
                        object.path("metadata").path("creationTimestamp").asString("")));
    }

    /** A column that is always shown. */
    static Column text(String name, String description, Function<ObjectNode, String> cell) {
        return new Column(name, "string", "", description, 0, (object, now) -> StringNode.valueOf(cell.apply(object)));
    }

    /** A column that is shown with {@code -o wide}. */
    static Column wide(String name, String description, Function<ObjectNode, String> cell) {
        return new Column(name, "string", "", description, 1, (object, now) -> StringNode.valueOf(cell.apply(object)));
    }

    static Column number(String name, String description, ToLongFunction<ObjectNode> cell) {
        return new Column(
                name, "integer", "", description, 0, (object, now) -> LongNode.valueOf(cell.applyAsLong(object)));
    }

    /** How long ago a timestamp was; {@code <unknown>} where there is none. */
    public static String since(JsonNode timestamp, Instant now) {
        try {
            Instant then = OffsetDateTime.parse(timestamp.asString("")).toInstant();
            return HumanDuration.of(Duration.between(then, now));
        } catch (DateTimeParseException e) {
            return UNKNOWN;
        }
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /** The names of a template's containers. */
    static String containerNames(JsonNode podSpec) {
        return joined(
                podSpec.path("containers"), container -> container.path("name").asString(""));
    }

    static String images(JsonNode podSpec) {
        return joined(
                podSpec.path("containers"), container -> container.path("image").asString(""));
    }

    static String joined(JsonNode array, Function<JsonNode, String> text) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(text.apply(item)));
        return String.join(",", texts);
    }
}

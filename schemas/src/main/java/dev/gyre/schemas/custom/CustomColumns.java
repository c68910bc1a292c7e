package dev.gyre.schemas.custom;

import dev.gyre.schemas.Column;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.columns.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/** The columns that a definition asks for, behind the name; the age where it asks for none. */
final class CustomColumns {

    private CustomColumns() {}

    static List<Column> of(JsonNode additionalPrinterColumns) {
        if (additionalPrinterColumns.isEmpty()) {
            return Columns.nameAndAge();
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.nameAndAge().getFirst());
        additionalPrinterColumns.forEach(column -> columns.add(column(column)));
        return List.copyOf(columns);
    }

    private static Column column(JsonNode column) {
        String type = column.path("type").asString("string");
        JsonPath path = path(column.path("jsonPath").asString(""));
        return new Column(
                column.path("name").asString(""),
                type,
                column.path("format").asString(""),
                column.path("description")
                        .asString("Custom resource definition column (in JSONPath format): "
                                + column.path("jsonPath").asString("")),
                column.path("priority").asInt(0),
                (object, now) -> cell(path.find(object), type, now));
    }

    /** What was valid when it was written down is valid; what was not, is empty. */
    private static JsonPath path(String text) {
        try {
            return JsonPath.parse(text);
        } catch (IllegalArgumentException e) {
            return JsonPath.parse(".@");
        }
    }

    private static JsonNode cell(List<JsonNode> found, String type, Instant now) {
        if (found.isEmpty()) {
            return Json.MAPPER.nullNode();
        }
        JsonNode first = found.getFirst();
        return switch (type) {
            case "integer" -> first.isNumber() ? LongNode.valueOf(first.asLong()) : Json.MAPPER.nullNode();
            case "number" -> first.isNumber() ? DoubleNode.valueOf(first.asDouble()) : Json.MAPPER.nullNode();
            case "boolean" -> first.isBoolean() ? BooleanNode.valueOf(first.asBoolean()) : Json.MAPPER.nullNode();
            case "date" -> first.isString() ? StringNode.valueOf(age(first, now)) : Json.MAPPER.nullNode();
            default ->
                StringNode.valueOf(found.stream().map(CustomColumns::text).collect(Collectors.joining(" ")));
        };
    }

    private static String age(JsonNode timestamp, Instant now) {
        String age = Columns.since(timestamp, now);
        return age.equals("<unknown>") ? "<invalid>" : age;
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.isNull() ? "<nil>" : value.toString();
    }
}

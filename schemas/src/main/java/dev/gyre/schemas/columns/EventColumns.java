package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Columns of Events: when, what, about what. The name, which says nothing, comes last. */
public final class EventColumns {

    private EventColumns() {}

    public static List<Column> columns() {
        return List.of(
                time("Last Seen", "The time since it last happened.", 0, EventColumns::lastSeen),
                Columns.text("Type", "Normal or Warning.", event -> text(event, "type")),
                Columns.text("Reason", "What happened, in one word.", event -> text(event, "reason")),
                Columns.text("Object", "What it happened to.", EventColumns::target),
                Columns.wide(
                        "Subobject",
                        "Which part of it.",
                        event -> event.path("involvedObject").path("fieldPath").asString("")),
                Columns.wide("Source", "Who tells.", EventColumns::source),
                Columns.text(
                        "Message",
                        "What happened, in words.",
                        event -> text(event, "message").strip()),
                time("First Seen", "The time since it first happened.", 1, EventColumns::firstSeen),
                new Column(
                        "Count",
                        "string",
                        "",
                        "How often it happened.",
                        1,
                        (event, now) -> LongNode.valueOf(count(event))),
                nameLast());
    }

    private static Column nameLast() {
        Column name = Columns.name();
        return new Column(name.name(), name.type(), name.format(), name.description(), 1, name.cell());
    }

    private static Column time(
            String name, String description, int priority, BiFunction<ObjectNode, Instant, String> cell) {
        return new Column(
                name, "string", "", description, priority, (event, now) -> StringNode.valueOf(cell.apply(event, now)));
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        JsonNode series = event.path("series");
        if (series.isObject()) {
            return Columns.since(series.path("lastObservedTime"), now);
        }
        return event.hasNonNull("lastTimestamp")
                ? Columns.since(event.path("lastTimestamp"), now)
                : firstSeen(event, now);
    }

    private static String firstSeen(ObjectNode event, Instant now) {
        return Columns.since(
                event.hasNonNull("firstTimestamp") ? event.path("firstTimestamp") : event.path("eventTime"), now);
    }

    private static long count(ObjectNode event) {
        JsonNode series = event.path("series");
        return series.isObject()
                ? series.path("count").asLong(0)
                : Math.max(1, event.path("count").asLong(0));
    }

    private static String target(ObjectNode event) {
        JsonNode object = event.path("involvedObject");
        String kind = object.path("kind").asString("").toLowerCase(Locale.ROOT);
        String name = object.path("name").asString("");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        String component = event.path("source").path("component").asString("");
        String host = event.path("source").path("host").asString("");
        component = component.isEmpty() ? text(event, "reportingComponent") : component;
        host = host.isEmpty() ? text(event, "reportingInstance") : host;
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static String text(ObjectNode event, String field) {
        return event.path(field).asString("");
    }
}

package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of flow schemas, and of the levels that they lead to. */
public final class FlowControlColumns {

    private FlowControlColumns() {}

    public static List<Column> ofSchemas() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "PriorityLevel",
                        "Where its requests are served.",
                        o -> o.path("spec")
                                .path("priorityLevelConfiguration")
                                .path("name")
                                .asString("")),
                Columns.number(
                        "MatchingPrecedence",
                        "Of several that match, the lowest counts.",
                        o -> o.path("spec").path("matchingPrecedence").asLong(0)),
                Columns.text(
                        "DistinguisherMethod",
                        "What tells its flows apart.",
                        o -> o.path("spec")
                                .path("distinguisherMethod")
                                .path("type")
                                .asString(Columns.NONE)),
                Columns.age(),
                Columns.text("MissingPL", "Whether its level is not there.", FlowControlColumns::isDangling));
    }

    public static List<Column> ofPriorityLevels() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Type",
                        "Whether it is limited.",
                        o -> o.path("spec").path("type").asString("")),
                Columns.text(
                        "NominalConcurrencyShares",
                        "Its part of the seats.",
                        o -> share(o).path("nominalConcurrencyShares").asString(Columns.NONE)),
                Columns.text("Queues", "How many queues it has.", o -> queuing(o, "queues")),
                Columns.text("HandSize", "How many of them a flow has.", o -> queuing(o, "handSize")),
                Columns.text("QueueLengthLimit", "How many wait in each.", o -> queuing(o, "queueLengthLimit")),
                Columns.age());
    }

    private static String isDangling(ObjectNode schema) {
        for (JsonNode condition : schema.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Dangling")) {
                return condition.path("status").asString("?");
            }
        }
        return "?";
    }

    private static JsonNode share(ObjectNode level) {
        JsonNode spec = level.path("spec");
        return spec.path(spec.path("type").asString("").equals("Exempt") ? "exempt" : "limited");
    }

    private static String queuing(ObjectNode level, String field) {
        return share(level).path("limitResponse").path("queuing").path(field).asString(Columns.NONE);
    }
}

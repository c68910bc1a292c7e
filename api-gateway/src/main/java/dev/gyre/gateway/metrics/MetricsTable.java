package dev.gyre.gateway.metrics;

import dev.gyre.gateway.table.Representation;
import dev.gyre.gateway.table.TableBuilder;
import dev.gyre.schemas.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code kubectl get podmetrics} shows: a row an object, the containers of a pod in one sum. */
final class MetricsTable {

    private static final List<String> COLUMNS = List.of("Name", "CPU", "Memory", "Window");
    private static final long NANOS_A_MILLI = 1_000_000;
    private static final long KIB_A_MIB = 1024;

    private MetricsTable() {}

    static ObjectNode of(Iterable<ObjectNode> objects, Representation representation) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + representation.metaVersion());
        table.putObject("metadata");
        ArrayNode head = table.putArray("columnDefinitions");
        for (String column : COLUMNS) {
            head.addObject()
                    .put("name", column)
                    .put("type", "string")
                    .put("format", column.equals("Name") ? "name" : "")
                    .put("description", "")
                    .put("priority", 0);
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            row.putArray("cells")
                    .add(object.path("metadata").path("name").asString())
                    .add(sum(object, "cpu", "n") / NANOS_A_MILLI + "m")
                    .add(sum(object, "memory", "Ki") / KIB_A_MIB + "Mi")
                    .add(object.path("window").asString(""));
            switch (representation.includeObject()) {
                case NONE -> {}
                case METADATA -> row.set("object", TableBuilder.partial(object, representation.metaVersion()));
                case OBJECT -> row.set("object", object);
            }
        }
        return table;
    }

    private static long sum(JsonNode object, String resource, String unit) {
        long sum = amount(object.path("usage").path(resource), unit);
        for (JsonNode container : object.path("containers")) {
            sum += amount(container.path("usage").path(resource), unit);
        }
        return sum;
    }

    private static long amount(JsonNode value, String unit) {
        String text = value.asString("");
        return text.endsWith(unit) ? Long.parseLong(text.substring(0, text.length() - unit.length())) : 0;
    }
}

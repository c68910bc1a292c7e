package dev.gyre.events.record;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Progress as JSON: the cursor's fields, and under {@code partitions} one object for each partition with a mark. */
final class ProgressJson {

    private ProgressJson() {}

    static byte[] write(Progress progress) {
        ObjectNode json = Json.object()
                .put("clusterId", progress.clusterId())
                .put("generation", progress.generation())
                .put("partitionCount", progress.partitionCount())
                .put("term", progress.term())
                .put("revision", progress.revision())
                .put("since", progress.since())
                .put("counted", progress.counted())
                .put("time", progress.time().toString());
        ObjectNode partitions = json.putObject("partitions");
        Map<String, Mark> marks = new TreeMap<>();
        progress.marks().forEach((partition, mark) -> marks.put(partition.toString(), mark));
        marks.forEach((name, mark) -> partitions
                .putObject(name)
                .put("position", mark.position().toString())
                .put("offset", mark.offset())
                .put("term", mark.term()));
        return Json.write(json);
    }

    static Progress read(ObjectNode json) {
        Map<Partition, Mark> marks = new HashMap<>();
        json.path("partitions")
                .properties()
                .forEach(e -> marks.put(
                        partition(e.getKey()),
                        new Mark(
                                Position.parse(e.getValue().path("position").asString()),
                                e.getValue().path("offset").asLong(),
                                e.getValue().path("term").asLong())));
        return new Progress(
                json.path("clusterId").asString(),
                json.path("generation").asLong(),
                json.path("partitionCount").asInt(),
                json.path("term").asLong(),
                json.path("revision").asLong(),
                json.path("since").asLong(),
                json.path("counted").asLong(),
                time(json.path("time").asString()),
                marks);
    }

    private static Partition partition(String name) {
        int dash = name.lastIndexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("not a partition: \"" + name + "\"");
        }
        return new Partition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time: \"" + text + "\"", e);
        }
    }
}

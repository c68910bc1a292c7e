package dev.gyre.actors.view;

import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.Checkpoint.Mark;
import dev.gyre.schemas.record.Position;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first block of a view's file: who wrote it, how much follows, and where it goes on in the log.
 *
 * @param objects how many there are
 */
record ViewSnapshotHead(String build, int objects, Place place) {

    private static final int VERSION = 3;

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("version", VERSION)
                .put("build", build)
                .put("objects", objects)
                .put("clusterId", place.clusterId())
                .put("generation", place.generation())
                .put("revision", place.revision())
                .put("progressOffset", place.progressOffset());
        ArrayNode partitions = json.putArray("partitions");
        place.changes().forEach((partition, mark) -> {
            Position last = mark.last();
            partitions
                    .addObject()
                    .put("topic", partition.topic())
                    .put("partition", partition.number())
                    .put("offset", mark.offset())
                    .put("last", last == null ? "" : last.toString())
                    .put("term", mark.term());
        });
        return json;
    }

    /** Throws {@link IllegalArgumentException} where this is another version's. */
    static ViewSnapshotHead read(JsonNode json) {
        int version = json.path("version").asInt(0);
        if (version != VERSION) {
            throw new IllegalArgumentException("it has version " + version + ", known is " + VERSION);
        }
        long generation = json.required("generation").asLong();
        Map<Partition, Mark> changes = new HashMap<>();
        for (JsonNode mark : json.required("partitions")) {
            String last = mark.required("last").asString();
            changes.put(
                    new Partition(
                            mark.required("topic").asString(),
                            mark.required("partition").asInt()),
                    new Mark(
                            mark.required("offset").asLong(),
                            last.isEmpty() ? null : Position.parse(last),
                            generation,
                            mark.required("term").asLong()));
        }
        return new ViewSnapshotHead(
                json.required("build").asString(),
                json.required("objects").asInt(),
                new Place(
                        json.required("clusterId").asString(),
                        generation,
                        json.required("revision").asLong(),
                        changes,
                        json.required("progressOffset").asLong()));
    }
}

package dev.gyre.schemas.record;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.Checkpoint.Earlier;
import dev.gyre.schemas.record.Checkpoint.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What closes a checkpoint as JSON; {@code format} and {@code version} come first and never change their meaning. */
final class CheckpointJson {

    static final String FORMAT = "gyre.checkpoint";
    static final int VERSION = 1;

    private CheckpointJson() {}

    static ObjectNode write(Checkpoint checkpoint) {
        ObjectNode json = Json.object()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("id", checkpoint.id())
                .put("clusterId", checkpoint.clusterId())
                .put("generation", checkpoint.generation())
                .put("revision", checkpoint.revision())
                .put("time", checkpoint.time().toString())
                .put("firstOffset", checkpoint.firstOffset())
                .put("objects", checkpoint.objects())
                .put("sha256", checkpoint.sha256());
        ObjectNode partitions = json.putObject("partitions");
        new TreeMap<>(checkpoint.partitions()).forEach((name, mark) -> write(partitions.putObject(name), mark));
        ObjectNode decisions = json.putObject("decisions");
        new TreeMap<>(checkpoint.decisions()).forEach(decisions::put);
        ArrayNode earlier = json.putArray("earlier");
        checkpoint
                .earlier()
                .forEach(before -> earlier.addObject()
                        .put("revision", before.revision())
                        .put("time", before.time().toString())
                        .put("firstOffset", before.firstOffset())
                        .put("offset", before.offset()));
        return json;
    }

    private static void write(ObjectNode json, Mark mark) {
        json.put("offset", mark.offset());
        if (mark.last() != null) {
            json.put("last", mark.last().toString())
                    .put("generation", mark.generation())
                    .put("term", mark.term());
        }
    }

    static Checkpoint read(JsonNode json) {
        Fields fields = Fields.of("checkpoint", json);
        if (!fields.string("format").equals(FORMAT)) {
            throw fields.wrong("format", "\"" + FORMAT + "\"");
        }
        long version = fields.number("version");
        if (version < 1 || version > VERSION) {
            throw fields.wrong("version", "a version up to " + VERSION);
        }
        Map<String, Mark> partitions = new LinkedHashMap<>();
        fields.object("partitions")
                .properties()
                .forEach(partition -> partitions.put(partition.getKey(), mark(partition.getValue())));
        Map<String, Long> decisions = new LinkedHashMap<>();
        fields.object("decisions")
                .properties()
                .forEach(partition ->
                        decisions.put(partition.getKey(), partition.getValue().asLong()));
        return new Checkpoint(
                fields.string("id"),
                fields.string("clusterId"),
                fields.number("generation"),
                fields.number("revision"),
                fields.time("time"),
                fields.number("firstOffset"),
                fields.number("objects"),
                fields.string("sha256"),
                partitions,
                decisions,
                earlier(fields));
    }

    private static Mark mark(JsonNode json) {
        Fields fields = Fields.of("checkpoint.partitions", json);
        String last = fields.optionalString("last");
        return last == null
                ? new Mark(fields.number("offset"), null, 0, 0)
                : new Mark(
                        fields.number("offset"),
                        Position.parse(last),
                        fields.number("generation"),
                        fields.number("term"));
    }

    private static List<Earlier> earlier(Fields fields) {
        List<Earlier> earlier = new ArrayList<>();
        for (JsonNode json : fields.list("earlier")) {
            Fields before = Fields.of("checkpoint.earlier", json);
            earlier.add(new Earlier(
                    before.number("revision"),
                    before.time("time"),
                    before.number("firstOffset"),
                    before.number("offset")));
        }
        return earlier;
    }
}

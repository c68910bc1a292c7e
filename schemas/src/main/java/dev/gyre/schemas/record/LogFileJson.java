package dev.gyre.schemas.record;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.LogFileHeader.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a log file as JSON. In the first, {@code format} and {@code version} come first and never change their meaning. */
final class LogFileJson {

    static final String FORMAT = "gyre.log";
    static final int VERSION = 1;

    private LogFileJson() {}

    static ObjectNode write(LogFileHeader header) {
        ObjectNode json = Json.object().put("format", FORMAT).put("version", VERSION);
        json.put("release", header.release());
        strings(json.putArray("releases"), header.releases());
        json.put("exportedAt", header.exportedAt().toString())
                .put("clusterId", header.clusterId())
                .put("generation", header.generation());
        ObjectNode topics = json.putObject("topics");
        new TreeMap<>(header.topics()).forEach(topics::put);
        json.put("fromRevision", header.fromRevision())
                .put("toRevision", header.toRevision())
                .put("fromTime", header.fromTime().toString())
                .put("toTime", header.toTime().toString());
        ObjectNode partitions = json.putObject("partitions");
        new TreeMap<>(header.partitions())
                .forEach((name, span) -> partitions
                        .putObject(name)
                        .put("first", span.first().toString())
                        .put("last", span.last().toString()));
        strings(json.putArray("redacted"), header.redacted());
        return json.put("decisions", header.decisions())
                .put("records", header.records())
                .put("bytes", header.bytes());
    }

    static LogFileHeader read(JsonNode json) {
        Fields fields = Fields.of("log file", json);
        if (!fields.string("format").equals(FORMAT)) {
            throw fields.wrong("format", "\"" + FORMAT + "\"");
        }
        long version = fields.number("version");
        if (version < 1 || version > VERSION) {
            throw fields.wrong("version", "a version up to " + VERSION);
        }
        return new LogFileHeader(
                fields.string("release"),
                fields.strings("releases"),
                fields.time("exportedAt"),
                fields.string("clusterId"),
                fields.number("generation"),
                topics(fields),
                fields.number("fromRevision"),
                fields.number("toRevision"),
                fields.time("fromTime"),
                fields.time("toTime"),
                partitions(fields),
                fields.strings("redacted"),
                fields.number("decisions"),
                fields.number("records"),
                fields.number("bytes"));
    }

    static ObjectNode write(LogFileRecord record) {
        ObjectNode json = Json.object()
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("key", record.key());
        ObjectNode headers = json.putObject("headers");
        new TreeMap<>(record.headers()).forEach(headers::put);
        if (record.value() != null) {
            json.set("value", record.value());
        }
        return json;
    }

    static LogFileRecord readRecord(JsonNode json) {
        Fields fields = Fields.of("log file record", json);
        return new LogFileRecord(
                fields.string("topic"),
                (int) fields.number("partition"),
                fields.string("key"),
                fields.stringMap("headers"),
                json.has("value") ? fields.object("value") : null);
    }

    private static Map<String, Integer> topics(Fields fields) {
        Map<String, Integer> topics = new LinkedHashMap<>();
        fields.object("topics")
                .properties()
                .forEach(topic -> topics.put(topic.getKey(), topic.getValue().asInt(0)));
        return topics;
    }

    private static Map<String, Span> partitions(Fields fields) {
        Map<String, Span> partitions = new LinkedHashMap<>();
        fields.object("partitions").properties().forEach(partition -> {
            JsonNode span = partition.getValue();
            partitions.put(
                    partition.getKey(),
                    new Span(
                            Position.parse(span.path("first").asString()),
                            Position.parse(span.path("last").asString())));
        });
        return partitions;
    }

    private static void strings(ArrayNode array, List<String> strings) {
        strings.forEach(array::add);
    }
}

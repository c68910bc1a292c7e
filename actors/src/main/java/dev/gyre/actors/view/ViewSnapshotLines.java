package dev.gyre.actors.view;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** Objects of a view as lines, one JSON document each: the object's key, its revision, itself. */
final class ViewSnapshotLines {

    /** Nothing is there twice in what this process has written itself, and looking for it takes a third of the time. */
    private static final ObjectReader READER =
            Json.MAPPER.readerFor(JsonNode.class).without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private ViewSnapshotLines() {}

    static void write(Resource object, ByteArrayOutputStream lines) {
        ObjectNode line = Json.object().put("key", object.key().toString()).put("revision", object.revision());
        line.set("object", object.json());
        lines.writeBytes(Json.write(line));
        lines.write('\n');
    }

    static List<Resource> read(byte[] lines) {
        List<Resource> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> each = READER.readValues(lines)) {
            while (each.hasNext()) {
                objects.add(object(each.next()));
            }
        }
        return objects;
    }

    private static Resource object(JsonNode line) {
        if (!(line.path("object") instanceof ObjectNode json)) {
            throw new IllegalArgumentException("a line that is no object");
        }
        ResourceKey key = ResourceKey.parse(line.path("key").asString());
        ResourceKey ofFewWords = new ResourceKey(
                key.group().intern(), key.plural().intern(), key.namespace().intern(), key.name());
        return Resource.of(ofFewWords, line.path("revision").asLong(), json);
    }
}

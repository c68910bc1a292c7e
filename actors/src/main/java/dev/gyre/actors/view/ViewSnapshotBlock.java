package dev.gyre.actors.view;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.SharedTrees;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;
import tools.jackson.dataformat.smile.SmileWriteFeature;

/**
 * Objects of a view in Smile, the binary form of JSON: of each its key, its revision, itself. Names and short strings that come again
 * are told once a block: a sixth of the space, half of the time to read, and one string in memory.
 */
final class ViewSnapshotBlock {

    private static final SmileMapper MAPPER = SmileMapper.builder(SmileFactory.builder()
                    .enable(SmileWriteFeature.CHECK_SHARED_NAMES)
                    .enable(SmileWriteFeature.CHECK_SHARED_STRING_VALUES)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

    private final ByteArrayOutputStream bytes;
    private final SequenceWriter writer;
    private boolean isEmpty = true;

    ViewSnapshotBlock(int sizeHint) {
        this.bytes = new ByteArrayOutputStream(sizeHint);
        this.writer = MAPPER.writer().writeValues(bytes);
    }

    void add(Resource object) {
        ObjectNode entry = Json.object().put("key", object.key().toString()).put("revision", object.revision());
        entry.set("object", object.json());
        writer.write(entry);
        isEmpty = false;
    }

    boolean isEmpty() {
        return isEmpty;
    }

    /** How many bytes it has so far. */
    int size() {
        writer.flush();
        return bytes.size();
    }

    /** All that was added; it takes no more. */
    byte[] finish() {
        writer.close();
        return bytes.toByteArray();
    }

    static List<Resource> read(byte[] block) {
        List<Resource> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> each = READER.readValues(block)) {
            while (each.hasNext()) {
                objects.add(object(each.next()));
            }
        }
        return objects;
    }

    private static Resource object(JsonNode entry) {
        if (!(entry.path("object") instanceof ObjectNode json)) {
            throw new IllegalArgumentException("an entry that is no object");
        }
        ResourceKey key = ResourceKey.parse(entry.path("key").asString());
        ResourceKey ofFewWords = new ResourceKey(
                key.group().intern(), key.plural().intern(), key.namespace().intern(), key.name());
        return Resource.of(ofFewWords, entry.path("revision").asLong(), SharedTrees.of(json));
    }
}

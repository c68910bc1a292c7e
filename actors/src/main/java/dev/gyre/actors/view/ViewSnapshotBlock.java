package dev.gyre.actors.view;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outline;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.SharedTrees;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
 * Some objects of a view in Smile, the binary form of JSON, in two parts: of each its key, its revision and its outline, which a view is
 * made of, and then of each the whole, which is not read before somebody asks for one of them. Names and short strings that come again
 * are told once a part: a sixth of the space, half of the time to read, and one string in memory.
 */
final class ViewSnapshotBlock {

    private static final SmileMapper MAPPER = SmileMapper.builder(SmileFactory.builder()
                    .enable(SmileWriteFeature.CHECK_SHARED_NAMES)
                    .enable(SmileWriteFeature.CHECK_SHARED_STRING_VALUES)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

    private final Part outlines = new Part();
    private final Part wholes = new Part();
    private boolean isEmpty = true;

    private static final class Part {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final SequenceWriter writer = MAPPER.writer().writeValues(bytes);

        int size() {
            writer.flush();
            return bytes.size();
        }

        byte[] finish() {
            writer.close();
            return bytes.toByteArray();
        }
    }

    void add(Resource object) {
        ObjectNode entry = Json.object().put("key", object.key().toString()).put("revision", object.revision());
        entry.set("outline", Outline.cut(object.json()));
        outlines.writer.write(entry);
        wholes.writer.write(object.json());
        isEmpty = false;
    }

    boolean isEmpty() {
        return isEmpty;
    }

    /** How many bytes the larger part has so far. */
    int size() {
        return wholes.size();
    }

    /** The part to be read first; it takes no more. */
    byte[] outlines() {
        return outlines.finish();
    }

    /** The other part; it takes no more. */
    byte[] wholes() {
        return wholes.finish();
    }

    static List<Resource> read(byte[] outlines, byte[] wholes) {
        Unread unread = new Unread(wholes);
        List<Resource> objects = new ArrayList<>();
        forEach(outlines, entry -> {
            int number = objects.size();
            ResourceKey key = ResourceKey.parse(entry.path("key").asString());
            ResourceKey ofFewWords = new ResourceKey(
                    key.group().intern(), key.plural().intern(), key.namespace().intern(), key.name());
            objects.add(Resource.outlined(
                    ofFewWords,
                    entry.path("revision").asLong(),
                    Outline.of(entry.path("outline")),
                    () -> unread.take(number)));
        });
        return objects;
    }

    private static void forEach(byte[] part, Consumer<ObjectNode> action) {
        try (MappingIterator<JsonNode> each = READER.readValues(part)) {
            while (each.hasNext()) {
                if (!(each.next() instanceof ObjectNode tree)) {
                    throw new IllegalArgumentException("an entry that is no object");
                }
                action.accept(tree);
            }
        }
    }

    /** The second part: read as a whole when the first is asked for, and left to those that ask. */
    private static final class Unread {
        private byte @Nullable [] part;
        private List<@Nullable ObjectNode> trees = List.of();

        Unread(byte[] part) {
            this.part = part;
        }

        /** Asked once for each, so that one that nobody needs any more is not kept. */
        synchronized ObjectNode take(int number) {
            if (part != null) {
                List<@Nullable ObjectNode> all = new ArrayList<>();
                forEach(part, tree -> all.add(SharedTrees.of(tree)));
                trees = all;
                part = null;
            }
            ObjectNode tree = trees.set(number, null);
            if (tree == null) {
                throw new IllegalStateException("an object is asked for twice");
            }
            return tree;
        }
    }
}

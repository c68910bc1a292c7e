package dev.gyre.schemas;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one JSON codec. It keeps every field and the order it was sent in, refuses a key that stands twice, and bounds what
 * it reads: nesting, number and string lengths. Numbers keep their exact form.
 */
public final class Json {

    /** Deeper documents are refused while they are read. */
    public static final int MAX_DEPTH = 200;

    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .maxStringLength(4 * 1024 * 1024)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads one JSON object; throws {@link JacksonException} where the bytes are none. */
    public static ObjectNode readObject(byte[] bytes) {
        JsonNode node = MAPPER.readTree(bytes);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new NotAnObjectException(node.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
    }

    public static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The bytes were JSON, but something other than an object. */
    public static final class NotAnObjectException extends JacksonException {
        NotAnObjectException(String found) {
            super("expected a JSON object, found " + found);
        }
    }
}

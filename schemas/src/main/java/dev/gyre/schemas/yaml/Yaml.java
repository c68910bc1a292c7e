package dev.gyre.schemas.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The one YAML codec, between text and the trees of {@link dev.gyre.schemas.Json}. */
public final class Yaml {

    private Yaml() {}

    /** All documents of a stream that hold an object; empty ones are passed over, anything else is refused. */
    public static List<ObjectNode> readObjects(String text) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode document : readAll(text)) {
            if (document instanceof ObjectNode object) {
                objects.add(object);
            } else if (!document.isNull()) {
                throw new YamlException("expected a mapping, found "
                        + document.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return objects;
    }

    /** The one object of a document. */
    public static ObjectNode readObject(String text) {
        List<ObjectNode> objects = readObjects(text);
        if (objects.size() != 1) {
            throw new YamlException("expected one document, found " + objects.size());
        }
        return objects.getFirst();
    }

    public static ObjectNode readObject(byte[] utf8) {
        return readObject(new String(utf8, StandardCharsets.UTF_8));
    }

    /** All documents of a stream, whatever they hold. */
    public static List<JsonNode> readAll(String text) {
        return new YamlReader().read(text);
    }

    /** One document, without a separator before it. */
    public static String write(JsonNode node) {
        return new YamlWriter().write(node);
    }

    /** Several documents, with separators between them. */
    public static String writeAll(Iterable<? extends JsonNode> documents) {
        List<String> texts = new ArrayList<>();
        documents.forEach(document -> texts.add(write(document)));
        return String.join("---\n", texts);
    }
}

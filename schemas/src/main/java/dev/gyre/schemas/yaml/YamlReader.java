package dev.gyre.schemas.yaml;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Turns YAML's nodes into trees. An alias stands for a copy of what it names, so copies count: a document may be no deeper and
 * no larger than its bounds after all aliases have been replaced.
 */
final class YamlReader {

    private static final int MAX_CODE_POINTS = 4 * 1024 * 1024;
    private static final int MAX_NODES = 500_000;
    private static final int MAX_DOCUMENTS = 10_000;

    /** Marks scalars without quotes and without a tag of their own, whose meaning {@link Scalars} decides. */
    private static final Tag PLAIN = new Tag("dev.gyre,2026:plain");

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(MAX_CODE_POINTS)
            .setMaxAliasesForCollections(MAX_NODES)
            .setSchema(new PlainScalars())
            .build();

    private int nodes;

    List<JsonNode> read(String text) {
        List<JsonNode> documents = new ArrayList<>();
        try {
            for (Node document : new Compose(SETTINGS).composeAllFromString(text)) {
                documents.add(convert(document, 0));
                if (documents.size() > MAX_DOCUMENTS) {
                    throw new YamlException("more than " + MAX_DOCUMENTS + " documents in one stream");
                }
            }
        } catch (YamlEngineException e) {
            throw new YamlException("not YAML: " + e.getMessage());
        }
        return documents;
    }

    private JsonNode convert(Node node, int depth) {
        nodes++;
        if (nodes > MAX_NODES) {
            throw new YamlException("more than " + MAX_NODES + " values, aliases counted by what they stand for");
        }
        if (depth > Json.MAX_DEPTH) {
            throw new YamlException("nested deeper than " + Json.MAX_DEPTH);
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                ArrayNode array = Json.MAPPER.createArrayNode();
                for (Node item : sequence.getValue()) {
                    array.add(convert(item, depth + 1));
                }
                yield array;
            }
            case MappingNode mapping -> mapping(mapping, depth);
            default -> throw new YamlException(at(node) + "a node that is no scalar, sequence or mapping");
        };
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        return scalar.getTag().equals(PLAIN) ? Scalars.plain(text) : StringNode.valueOf(text);
    }

    private ObjectNode mapping(MappingNode mapping, int depth) {
        ObjectNode object = Json.object();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = key(tuple.getKeyNode());
            if (key.equals("<<") && tuple.getKeyNode().getTag().equals(PLAIN)) {
                merged.add(tuple.getValueNode());
            } else if (object.has(key)) {
                throw new YamlException(at(tuple.getKeyNode()) + "key \"" + key + "\" already set in map");
            } else {
                object.set(key, convert(tuple.getValueNode(), depth + 1));
            }
        }
        merged.forEach(source -> merge(object, source, depth));
        return object;
    }

    /** {@code <<}: what the mapping does not say itself, it takes from another, or from several in order. */
    private void merge(ObjectNode object, Node source, int depth) {
        switch (source) {
            case MappingNode mapping ->
                mapping(mapping, depth + 1).properties().forEach(field -> {
                    if (!object.has(field.getKey())) {
                        object.set(field.getKey(), field.getValue());
                    }
                });
            case SequenceNode sequence -> sequence.getValue().forEach(item -> merge(object, item, depth + 1));
            default -> throw new YamlException(at(source) + "map merge requires map or sequence of maps as the value");
        }
    }

    private static String key(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(PLAIN) ? keyText(scalar.getValue()) : scalar.getValue();
        }
        throw new YamlException(at(node) + "a key must be a scalar");
    }

    /** Keys are strings in JSON; those that YAML reads as something else take JSON's spelling of it. */
    private static String keyText(String text) {
        JsonNode value = Scalars.plain(text);
        return value.isBoolean() || value.isIntegralNumber() || value.isNull() ? value.asString("null") : text;
    }

    private static String at(Node node) {
        return node.getStartMark()
                .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                .orElse("");
    }

    /** Leaves the meaning of plain scalars open. */
    private static final class PlainScalars implements Schema {
        @Override
        public ScalarResolver getScalarResolver() {
            return (value, implicit) -> implicit ? PLAIN : Tag.STR;
        }

        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return new HashMap<>();
        }
    }
}

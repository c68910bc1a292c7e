package dev.gyre.schemas.definitions;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The schemas of named types, by their names in OpenAPI: {@code io.k8s.api.core.v1.PodSpec}. Made on first use and shared
 * from then on; descriptions, which are most of the text and which only documentation asks for, are not even read before.
 */
public final class Definitions {

    private static final Map<String, FieldSchema> SCHEMAS = new ConcurrentHashMap<>();

    private Definitions() {}

    /** The schema of this name; an {@link IllegalArgumentException} where no fact file names it. */
    public static FieldSchema of(String definition) {
        FieldSchema known = SCHEMAS.get(definition);
        if (known != null) {
            return known;
        }
        JsonNode entry = Fields.TREE.get(definition);
        if (entry == null) {
            throw new IllegalArgumentException("no type is defined as " + definition);
        }
        return SCHEMAS.computeIfAbsent(definition, name -> new TypeSchema(name, entry));
    }

    /** The names of all types there are, in the order of their packages. */
    public static Iterable<String> names() {
        return Fields.TREE.propertyNames();
    }

    static String description(String definition, String field) {
        return Descriptions.TREE.path(definition).path(field).asString("");
    }

    private static JsonNode read(String resource) {
        try (InputStream in = Definitions.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing: the build writes it");
            }
            return Json.MAPPER.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Fields {
        static final JsonNode TREE = read("fields.json");
    }

    private static final class Descriptions {
        static final JsonNode TREE = read("descriptions.json");
    }
}

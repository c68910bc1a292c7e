package dev.gyre.actors;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import tools.jackson.databind.node.ObjectNode;

/** Objects for tests, written as JSON with single quotes. */
public final class Objects {

    private Objects() {}

    /** Metadata's name, namespace and, where there is none, a uid of the key's own are filled in. */
    public static Resource resource(String subject, long revision, String json) {
        ResourceKey key = ResourceKey.parse(subject);
        ObjectNode object = json(json);
        ObjectNode metadata = object.get("metadata") instanceof ObjectNode given ? given : object.putObject("metadata");
        metadata.put("name", key.name());
        if (key.isNamespaced()) {
            metadata.put("namespace", key.namespace());
        }
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + key.name());
        }
        return Resource.of(key, revision, object);
    }

    public static ObjectNode json(String json) {
        return (ObjectNode) Json.MAPPER.readTree(json.replace('\'', '"'));
    }
}

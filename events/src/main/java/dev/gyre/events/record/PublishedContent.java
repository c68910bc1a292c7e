package dev.gyre.events.record;

import dev.gyre.schemas.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of an object the log may hold: everything, except of a sealed kind. Of a Secret the log gets what controllers need
 * to collect and finalize it, and nothing that a user wrote into it: annotations are left out too, because {@code kubectl
 * apply} keeps the whole object in one.
 */
final class PublishedContent {

    private static final List<String> SEALED_METADATA = List.of(
            "name",
            "namespace",
            "uid",
            "labels",
            "ownerReferences",
            "finalizers",
            "creationTimestamp",
            "deletionTimestamp");

    private PublishedContent() {}

    static ObjectNode of(boolean isSealed, ObjectNode object) {
        return isSealed ? sealed(object) : object;
    }

    private static ObjectNode sealed(ObjectNode object) {
        ObjectNode published = Json.object();
        copy("apiVersion", object, published);
        copy("kind", object, published);
        ObjectNode metadata = published.putObject("metadata");
        for (String field : SEALED_METADATA) {
            copy(field, object.path("metadata"), metadata);
        }
        return published;
    }

    private static void copy(String field, JsonNode from, ObjectNode to) {
        JsonNode value = from.get(field);
        if (value != null) {
            to.set(field, value);
        }
    }
}

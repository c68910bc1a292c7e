package dev.gyre.gateway.apply;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The annotation in which {@code kubectl apply} without {@code --server-side} keeps what it applied. It lets {@code kubectl}
 * take over from itself: what the annotation says, and is still so, is no conflict. And it is kept true where it is there, so
 * that there is a way back.
 */
final class LastApplied {

    /** Nobody else's configuration is meant by the annotation. */
    static final String MANAGER = "kubectl";

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final int MAX_BYTES = 256 * 1024;

    private LastApplied() {}

    /** Those that the annotation does not explain. */
    static List<Conflict> unexplained(
            List<Conflict> conflicts, ObjectNode live, String apiVersion, FieldSchema schema) {
        FieldSet explained = explained(live, apiVersion, schema);
        List<Conflict> rest = new ArrayList<>();
        for (Conflict conflict : conflicts) {
            if (FieldSet.of(conflict.path()).intersection(explained).isEmpty()) {
                rest.add(conflict);
            }
        }
        return rest;
    }

    private static FieldSet explained(ObjectNode live, String apiVersion, FieldSchema schema) {
        JsonNode annotation = annotations(live).path(ANNOTATION);
        try {
            ObjectNode applied = Json.readObject(annotation.asString("").getBytes(StandardCharsets.UTF_8));
            if (!applied.path("apiVersion").asString("").equals(apiVersion)
                    || !ConfigCheck.faults(applied, schema).isEmpty()) {
                return FieldSet.EMPTY;
            }
            Comparison since = Comparison.between(applied, live, schema);
            return OwnedFields.of(applied, schema).difference(since.changed()).difference(since.removed());
        } catch (JacksonException e) {
            return FieldSet.EMPTY;
        }
    }

    /** The object with the annotation saying what has now been applied, where it has one. */
    static ObjectNode refresh(ObjectNode object, ObjectNode config) {
        if (annotations(object).path(ANNOTATION).asString("").isEmpty()) {
            return object;
        }
        ObjectNode applied = config.deepCopy();
        if (applied.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
            if (metadata.path("annotations") instanceof ObjectNode annotations) {
                annotations.remove(ANNOTATION);
            }
        }
        String text = applied + "\n";
        ObjectNode refreshed = object.deepCopy();
        ObjectNode annotations = refreshed.withObjectProperty("metadata").withObjectProperty("annotations");
        annotations.put(ANNOTATION, text.length() > MAX_BYTES ? "" : text);
        return refreshed;
    }

    private static JsonNode annotations(ObjectNode object) {
        return object.path("metadata").path("annotations");
    }
}

package dev.gyre.schemas;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of an object as it takes to find it among others: its uid, its labels, whom it belongs to, what it selects, where it runs and how far it
 * has come.
 */
public final class Outline {

    private static final List<List<String>> FIELDS = List.of(
            List.of("metadata", "uid"),
            List.of("metadata", "labels"),
            List.of("metadata", "ownerReferences"),
            List.of("spec", "selector"),
            List.of("spec", "nodeName"),
            List.of("status", "phase"));

    private Outline() {}

    /** A tree of these fields, as far as they are there; shares the values. */
    public static ObjectNode of(ObjectNode whole) {
        ObjectNode outline = Json.object();
        for (List<String> field : FIELDS) {
            JsonNode value = whole.path(field.getFirst()).path(field.getLast());
            if (!value.isMissingNode()) {
                outline.withObjectProperty(field.getFirst()).set(field.getLast(), value);
            }
        }
        return outline;
    }
}

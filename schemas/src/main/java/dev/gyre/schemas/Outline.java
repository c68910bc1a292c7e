package dev.gyre.schemas;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an object is found by among others.
 *
 * @param uid empty for one that has none
 * @param nodeName where a pod runs; empty for what runs nowhere
 * @param phase how far it has come; empty for what has no phases
 */
public record Outline(
        String uid, Map<String, String> labels, List<OwnerReference> ownerReferences, String nodeName, String phase) {

    private static final List<List<String>> FIELDS = List.of(
            List.of("metadata", "uid"),
            List.of("metadata", "labels"),
            List.of("metadata", "ownerReferences"),
            List.of("spec", "nodeName"),
            List.of("status", "phase"));

    /** Of a whole object, or of what {@link #cut} has left of it. */
    public static Outline of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new Outline(
                metadata.path("uid").asString(""),
                strings(metadata.path("labels")),
                owners(metadata.path("ownerReferences")),
                object.path("spec").path("nodeName").asString(""),
                object.path("status").path("phase").asString(""));
    }

    /** As much of an object as its outline says; shares the values. */
    public static ObjectNode cut(ObjectNode whole) {
        ObjectNode cut = Json.object();
        for (List<String> field : FIELDS) {
            JsonNode value = whole.path(field.getFirst()).path(field.getLast());
            if (!value.isMissingNode()) {
                cut.withObjectProperty(field.getFirst()).set(field.getLast(), value);
            }
        }
        return cut;
    }

    /** The fields of a node that is an object of strings; none for any other. */
    static Map<String, String> strings(JsonNode node) {
        if (!node.isObject() || node.isEmpty()) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        node.properties().forEach(e -> strings.put(e.getKey(), e.getValue().asString("")));
        return Collections.unmodifiableMap(strings);
    }

    private static List<OwnerReference> owners(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return List.of();
        }
        List<OwnerReference> owners = new ArrayList<>();
        for (JsonNode owner : node) {
            owners.add(new OwnerReference(
                    owner.path("apiVersion").asString(""),
                    owner.path("kind").asString(""),
                    owner.path("name").asString(""),
                    owner.path("uid").asString(""),
                    owner.path("controller").asBoolean(false),
                    owner.path("blockOwnerDeletion").asBoolean(false)));
        }
        return List.copyOf(owners);
    }
}

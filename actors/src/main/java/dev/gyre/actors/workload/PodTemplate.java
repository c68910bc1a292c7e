package dev.gyre.actors.workload;

import dev.gyre.schemas.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod template, compared by what it means. {@code kubectl rollout undo} sends a template back through its own types,
 * which adds {@code creationTimestamp: null} and {@code resources: {}} and drops what is empty or false; none of that is
 * another template. The label {@code pod-template-hash} is ours, and does not count either.
 */
public record PodTemplate(ObjectNode json) {

    public static final String HASH_LABEL = "pod-template-hash";

    private static final int HASH_LENGTH = 10;

    /** Fields whose being empty or false says the same as their being absent. */
    private static final Set<String> MEANINGLESS_WHEN_EMPTY =
            Set.of("resources", "limits", "requests", "securityContext", "labels", "annotations", "metadata");

    private static final Set<String> MEANINGLESS_WHEN_FALSE =
            Set.of("hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly");

    public static PodTemplate of(JsonNode template) {
        return new PodTemplate(template instanceof ObjectNode object ? object : Json.object());
    }

    public boolean isSameAs(PodTemplate other) {
        return meaning().equals(other.meaning());
    }

    /** Follows from what the template means; {@code collisionCount} gives another one where the first was taken. */
    public String hash(int collisionCount) {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        seed.writeBytes(Json.write(meaning()));
        if (collisionCount > 0) {
            seed.writeBytes(new byte[] {'#'});
            seed.writeBytes(Integer.toString(collisionCount).getBytes(StandardCharsets.UTF_8));
        }
        return SafeSuffix.of(seed.toByteArray(), HASH_LENGTH);
    }

    /** The template for a ReplicaSet's pods: the same, with the label by which they are told apart. */
    public ObjectNode labelled(String hash) {
        ObjectNode template = json.deepCopy();
        template.withObjectProperty("metadata").withObjectProperty("labels").put(HASH_LABEL, hash);
        return template;
    }

    /**
     * The patch that puts this template in another's place, to the byte as Kubernetes' own types write it: clients in Go tell
     * by the bytes which revision their object has.
     */
    public ObjectNode asPatch() {
        ObjectNode patch = json.deepCopy().put("$patch", "replace");
        patch.withObjectProperty("metadata").putNull("creationTimestamp");
        for (String list : List.of("containers", "initContainers")) {
            patch.path("spec")
                    .path(list)
                    .forEach(container -> ((ObjectNode) container).withObjectProperty("resources"));
        }
        return (ObjectNode) typed(patch);
    }

    private static JsonNode typed(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode elements = Json.MAPPER.createArrayNode();
            array.forEach(element -> elements.add(typed(element)));
            return elements;
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(entry -> {
            if (!isMeaninglessFalse(entry.getKey(), entry.getValue())) {
                sorted.put(entry.getKey(), typed(entry.getValue()));
            }
        });
        ObjectNode fields = Json.object();
        sorted.forEach(fields::set);
        return fields;
    }

    private static boolean isMeaninglessFalse(String field, JsonNode value) {
        return value.isBoolean() && !value.asBoolean() && MEANINGLESS_WHEN_FALSE.contains(field);
    }

    private ObjectNode meaning() {
        ObjectNode bare = json.deepCopy();
        if (bare.path("metadata").path("labels") instanceof ObjectNode labels) {
            labels.remove(HASH_LABEL);
        }
        JsonNode meaning = meaning("", bare);
        return meaning instanceof ObjectNode object ? object : Json.object();
    }

    /** The value with keys in order and without what says nothing; null where nothing is left. */
    private static @Nullable JsonNode meaning(String field, JsonNode value) {
        if (value.isNull() || value.isArray() && value.isEmpty()) {
            return null;
        }
        if (value.isString() && value.asString().isEmpty() && !field.equals("storageClassName")) {
            return null;
        }
        if (isMeaninglessFalse(field, value)) {
            return null;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode elements = Json.MAPPER.createArrayNode();
            array.forEach(element -> {
                JsonNode meaning = meaning("", element);
                elements.add(meaning == null ? element : meaning);
            });
            return elements;
        }
        if (value instanceof ObjectNode object) {
            return fields(field, object);
        }
        return value;
    }

    private static @Nullable ObjectNode fields(String field, ObjectNode object) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(entry -> {
            JsonNode meaning = meaning(entry.getKey(), entry.getValue());
            if (meaning != null) {
                sorted.put(entry.getKey(), meaning);
            }
        });
        if (sorted.isEmpty() && MEANINGLESS_WHEN_EMPTY.contains(field)) {
            return null;
        }
        ObjectNode fields = Json.object();
        sorted.forEach(fields::set);
        return fields;
    }
}

package dev.gyre.gateway.flowcontrol;

import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas and levels of a fresh cluster, upstream's, read from {@code flow-control.yaml}. Two of each are mandatory: they
 * hold whatever is stored, and cannot be changed.
 */
public final class FlowControlObjects {

    static final String SCHEMAS = "flowschemas";
    static final String LEVELS = "prioritylevelconfigurations";
    static final String EXEMPT = "exempt";
    static final String CATCH_ALL = "catch-all";
    static final List<String> MANDATORY = List.of(EXEMPT, CATCH_ALL);

    private static final String AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec";
    private static final Map<ResourceKey, ObjectNode> ALL = read();

    private FlowControlObjects() {}

    /** As objects without uid or time; to be copied. */
    public static Map<ResourceKey, ObjectNode> all() {
        return ALL;
    }

    /** The stored object with the specification that the server keeps for it; null where it has that, or is its owner's. */
    public static @Nullable ObjectNode restored(ObjectNode stored, ObjectNode wanted) {
        boolean isKept = stored.path("metadata")
                .path("annotations")
                .path(AUTOUPDATE)
                .asString("")
                .equals("true");
        if (!isKept || SameJson.same(stored.path("spec"), wanted.path("spec"))) {
            return null;
        }
        ObjectNode restored = stored.deepCopy();
        restored.set("spec", wanted.path("spec").deepCopy());
        ObjectNode metadata = restored.withObjectProperty("metadata");
        metadata.put("generation", metadata.path("generation").asLong(0) + 1);
        return restored;
    }

    /** Those of one plural that hold in any case, by their names. */
    static Map<String, JsonNode> mandatory(String plural) {
        Map<String, JsonNode> mandatory = new HashMap<>();
        for (String name : MANDATORY) {
            mandatory.put(name, ALL.get(ResourceKey.clusterScoped(FlowControl.GROUP, plural, name)));
        }
        return mandatory;
    }

    private static Map<ResourceKey, ObjectNode> read() {
        try (InputStream in = FlowControlObjects.class.getResourceAsStream("flow-control.yaml")) {
            Object yaml = new Load(
                            LoadSettings.builder().setLabel("flow-control.yaml").build())
                    .loadFromInputStream(in);
            JsonNode document = Json.MAPPER.valueToTree(yaml);
            Map<ResourceKey, ObjectNode> objects = new LinkedHashMap<>();
            add(objects, LEVELS, "PriorityLevelConfiguration", document.path("priorityLevels"));
            add(objects, SCHEMAS, "FlowSchema", document.path("flowSchemas"));
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Map<ResourceKey, ObjectNode> objects, String plural, String kind, JsonNode specs) {
        specs.properties().forEach(entry -> {
            ObjectNode object =
                    Json.object().put("apiVersion", FlowControl.GROUP + "/v1").put("kind", kind);
            ObjectNode metadata =
                    object.putObject("metadata").put("name", entry.getKey()).put("generation", 1);
            metadata.putObject("annotations").put(AUTOUPDATE, "true");
            object.set("spec", entry.getValue());
            objects.put(ResourceKey.clusterScoped(FlowControl.GROUP, plural, entry.getKey()), object);
        });
    }
}

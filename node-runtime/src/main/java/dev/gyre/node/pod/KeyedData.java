package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The content of a ConfigMap or a Secret, as bytes by key. */
public final class KeyedData {
    private KeyedData() {}

    public static Map<String, byte[]> of(Resource object) {
        Map<String, byte[]> data = ofVariables(object);
        for (Map.Entry<String, JsonNode> entry :
                object.json().path("binaryData").properties()) {
            data.put(entry.getKey(), Base64.getDecoder().decode(entry.getValue().asString("")));
        }
        return data;
    }

    /** What a container's environment may take from it: a ConfigMap's binary data is for volumes alone. */
    static Map<String, byte[]> ofVariables(Resource object) {
        Map<String, byte[]> data = new TreeMap<>();
        boolean isSecret = object.key().plural().equals("secrets");
        JsonNode plain = object.json().path("data");
        for (Map.Entry<String, JsonNode> entry : plain.properties()) {
            String text = entry.getValue().asString("");
            data.put(
                    entry.getKey(),
                    isSecret ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8));
        }
        return data;
    }

    /** {@code configmap "x"}, as messages have it. */
    public static String describe(ResourceKey key) {
        return (key.plural().equals("secrets") ? "secret" : "configmap") + " \"" + key.name() + "\"";
    }
}

package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.node.pod.DownwardApi;
import dev.gyre.node.pod.KeyedData;
import dev.gyre.node.pod.NeededObjects;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.TokenWish;
import dev.gyre.node.pod.VolumeInputs;
import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The files of volumes that show what the API holds: configMap, secret, downwardAPI and projected. */
final class VolumeContents {
    private static final int DEFAULT_MODE = 0644;

    private final Resource pod;
    private final NeededObjects objects;
    private final Map<TokenWish, Token> tokens;
    private final VolumeOwner owner;
    private final DownwardApi downward;

    /**
     * One file.
     *
     * @param user who owns it; -1 for the agent
     */
    record Entry(byte[] bytes, int mode, long user) {
        Entry(byte[] bytes, int mode) {
            this(bytes, mode, -1);
        }
    }

    VolumeContents(Resource pod, NodeFacts node, VolumeInputs inputs) {
        this.pod = pod;
        this.objects = inputs.objects();
        this.tokens = inputs.tokens();
        this.owner = VolumeOwner.of(pod);
        this.downward = new DownwardApi(pod, node, "");
    }

    /** Whether the volume shows a Secret, and must not touch a disk. */
    static boolean isSecret(JsonNode volume) {
        for (JsonNode source : volume.path("projected").path("sources")) {
            if (source.path("secret").isObject()
                    || source.path("serviceAccountToken").isObject()) {
                return true;
            }
        }
        return volume.path("secret").isObject();
    }

    Map<String, Entry> of(JsonNode volume) {
        Map<String, Entry> files = new TreeMap<>();
        if (volume.path("projected").isObject()) {
            JsonNode projected = volume.path("projected");
            int mode = projected.path("defaultMode").asInt(DEFAULT_MODE);
            for (JsonNode source : projected.path("sources")) {
                add(files, source, "name", mode);
            }
        } else {
            add(files, volume, "secretName", DEFAULT_MODE);
        }
        return files;
    }

    private void add(Map<String, Entry> files, JsonNode source, String secretNameField, int outerMode) {
        if (source.path("configMap").isObject()) {
            JsonNode configMap = source.path("configMap");
            ResourceKey key = NeededObjects.configMap(
                    pod.namespace(), configMap.path("name").asString(""));
            addKeys(files, configMap, key, outerMode);
        }
        if (source.path("secret").isObject()) {
            JsonNode secret = source.path("secret");
            ResourceKey key = NeededObjects.secret(
                    pod.namespace(), secret.path(secretNameField).asString(""));
            addKeys(files, secret, key, outerMode);
        }
        if (source.path("downwardAPI").isObject()) {
            addFields(files, source.path("downwardAPI"), outerMode);
        }
        if (source.path("serviceAccountToken").isObject()) {
            addToken(files, source.path("serviceAccountToken"), outerMode);
        }
    }

    private void addToken(Map<String, Entry> files, JsonNode source, int outerMode) {
        Token token = tokens.get(TokenWish.of(pod, source));
        if (token == null) {
            throw new ConfigErrorException("no token was given for the volume");
        }
        byte[] bytes = token.value().getBytes(StandardCharsets.UTF_8);
        files.put(source.path("path").asString("token"), new Entry(bytes, owner.tokenMode(outerMode), owner.user()));
    }

    private void addKeys(Map<String, Entry> files, JsonNode source, ResourceKey key, int outerMode) {
        boolean isOptional = source.path("optional").asBoolean(false);
        int mode = source.path("defaultMode").asInt(outerMode);
        Optional<Resource> object = objects.find(key);
        if (object.isEmpty()) {
            if (isOptional) {
                return;
            }
            throw new ConfigErrorException(KeyedData.describe(key) + " not found");
        }
        Map<String, byte[]> data = KeyedData.of(object.get());
        if (!source.path("items").isArray() || source.path("items").isEmpty()) {
            data.forEach((name, bytes) -> files.put(name, new Entry(bytes, mode)));
            return;
        }
        for (JsonNode item : source.path("items")) {
            byte[] bytes = data.get(item.path("key").asString(""));
            if (bytes != null) {
                files.put(
                        item.path("path").asString(""),
                        new Entry(bytes, item.path("mode").asInt(mode)));
            } else if (!isOptional) {
                throw new ConfigErrorException("references non-existent config key: "
                        + item.path("key").asString(""));
            }
        }
    }

    private void addFields(Map<String, Entry> files, JsonNode source, int outerMode) {
        int mode = source.path("defaultMode").asInt(outerMode);
        for (JsonNode item : source.path("items")) {
            String value = item.path("fieldRef").isObject()
                    ? downward.field(item.path("fieldRef").path("fieldPath").asString(""))
                    : downward.resource(item.path("resourceFieldRef"), item);
            files.put(
                    item.path("path").asString(""),
                    new Entry(
                            value.getBytes(StandardCharsets.UTF_8),
                            item.path("mode").asInt(mode)));
        }
    }
}

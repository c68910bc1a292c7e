package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** ConfigMaps and Secrets that a pod's environment and volumes refer to: which they are, and what they were found to be. */
public record NeededObjects(Map<ResourceKey, Resource> found) {

    public static final NeededObjects NONE = new NeededObjects(Map.of());

    public static ResourceKey configMap(String namespace, String name) {
        return ResourceKey.namespaced("", "configmaps", namespace, name);
    }

    public static ResourceKey secret(String namespace, String name) {
        return ResourceKey.namespaced("", "secrets", namespace, name);
    }

    public Optional<Resource> find(ResourceKey key) {
        return Optional.ofNullable(found.get(key));
    }

    /** What a container's environment refers to. */
    public static Set<ResourceKey> ofEnvironment(String namespace, JsonNode container) {
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (JsonNode source : container.path("envFrom")) {
            add(keys, namespace, source.path("configMapRef"), source.path("secretRef"));
        }
        for (JsonNode variable : container.path("env")) {
            JsonNode from = variable.path("valueFrom");
            add(keys, namespace, from.path("configMapKeyRef"), from.path("secretKeyRef"));
        }
        return keys;
    }

    /** What a pod's volumes refer to. */
    public static Set<ResourceKey> ofVolumes(Resource pod) {
        Set<ResourceKey> keys = new LinkedHashSet<>();
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            addVolume(keys, pod.namespace(), volume, "secretName");
            for (JsonNode source : volume.path("projected").path("sources")) {
                addVolume(keys, pod.namespace(), source, "name");
            }
        }
        return keys;
    }

    private static void addVolume(Set<ResourceKey> keys, String namespace, JsonNode source, String secretNameField) {
        if (source.path("configMap").isObject()) {
            keys.add(configMap(namespace, source.path("configMap").path("name").asString("")));
        }
        if (source.path("secret").isObject()) {
            keys.add(secret(
                    namespace, source.path("secret").path(secretNameField).asString("")));
        }
    }

    private static void add(Set<ResourceKey> keys, String namespace, JsonNode configMapRef, JsonNode secretRef) {
        if (configMapRef.isObject()) {
            keys.add(configMap(namespace, configMapRef.path("name").asString("")));
        }
        if (secretRef.isObject()) {
            keys.add(secret(namespace, secretRef.path("name").asString("")));
        }
    }
}

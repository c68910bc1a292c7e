package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A container's environment: what it is told of Services, {@code envFrom}, then {@code env} in order, each seeing the ones
 * before it and winning over them.
 */
final class Environment {
    private final String namespace;
    private final JsonNode container;
    private final Map<String, String> services;
    private final NeededObjects objects;
    private final DownwardApi downward;

    private Environment(
            String namespace,
            JsonNode container,
            Map<String, String> services,
            NeededObjects objects,
            DownwardApi downward) {
        this.namespace = namespace;
        this.container = container;
        this.services = services;
        this.objects = objects;
        this.downward = downward;
    }

    static Map<String, String> of(
            String namespace,
            JsonNode container,
            Map<String, String> services,
            NeededObjects objects,
            DownwardApi downward) {
        return new Environment(namespace, container, services, objects, downward).resolve();
    }

    private Map<String, String> resolve() {
        Map<String, String> variables = new LinkedHashMap<>(services);
        for (JsonNode source : container.path("envFrom")) {
            String prefix = source.path("prefix").asString("");
            addAll(variables, prefix, source.path("configMapRef"), false);
            addAll(variables, prefix, source.path("secretRef"), true);
        }
        for (JsonNode variable : container.path("env")) {
            String value = variable.path("valueFrom").isObject()
                    ? valueFrom(variable.path("valueFrom"))
                    : Expansion.expand(variable.path("value").asString(""), variables);
            if (value != null) {
                variables.put(variable.path("name").asString(""), value);
            }
        }
        return variables;
    }

    private void addAll(Map<String, String> variables, String prefix, JsonNode reference, boolean isSecret) {
        if (!reference.isObject()) {
            return;
        }
        find(reference, isSecret)
                .ifPresent(object -> KeyedData.ofVariables(object)
                        .forEach((key, bytes) ->
                                variables.put(prefix + key, new String(bytes, StandardCharsets.UTF_8))));
    }

    private @Nullable String valueFrom(JsonNode from) {
        if (from.path("fieldRef").isObject()) {
            return downward.field(from.path("fieldRef").path("fieldPath").asString(""));
        }
        if (from.path("resourceFieldRef").isObject()) {
            return downward.resource(from.path("resourceFieldRef"), container);
        }
        boolean isSecret = from.path("secretKeyRef").isObject();
        return keyOf(isSecret ? from.path("secretKeyRef") : from.path("configMapKeyRef"), isSecret);
    }

    private @Nullable String keyOf(JsonNode reference, boolean isSecret) {
        Optional<Resource> object = find(reference, isSecret);
        if (object.isEmpty()) {
            return null;
        }
        String key = reference.path("key").asString("");
        byte[] value = KeyedData.ofVariables(object.get()).get(key);
        if (value == null) {
            if (reference.path("optional").asBoolean(false)) {
                return null;
            }
            String kind = isSecret ? "Secret" : "ConfigMap";
            throw new ConfigErrorException("couldn't find key " + key + " in " + kind + " " + namespace + "/"
                    + reference.path("name").asString(""));
        }
        return new String(value, StandardCharsets.UTF_8);
    }

    private Optional<Resource> find(JsonNode reference, boolean isSecret) {
        String name = reference.path("name").asString("");
        ResourceKey key = isSecret ? NeededObjects.secret(namespace, name) : NeededObjects.configMap(namespace, name);
        Optional<Resource> object = objects.find(key);
        if (object.isEmpty() && !reference.path("optional").asBoolean(false)) {
            throw new ConfigErrorException(KeyedData.describe(key) + " not found");
        }
        return object;
    }
}

package dev.gyre.schemas.custom;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.definitions.Definitions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a structural schema says of one field. The document itself is kept: it says more than the registry asks for, and
 * validation reads it. The metadata of objects, embedded ones included, is Kubernetes' own.
 */
public final class CustomSchema implements FieldSchema {

    private static final String METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /** Anything, kept as it is: what an object holds that preserves unknown fields. */
    private static final CustomSchema ANYTHING =
            new CustomSchema(Json.object().put("x-kubernetes-preserve-unknown-fields", true), false);

    private final JsonNode document;
    private final boolean isResource;
    private final Type type;
    private final Map<String, FieldSchema> properties;
    private final Set<String> required = new LinkedHashSet<>();
    private final @Nullable FieldSchema items;

    private CustomSchema(JsonNode document, boolean isResource) {
        this.document = document;
        this.isResource = isResource;
        this.type = type(document, isResource);
        this.properties = Collections.unmodifiableMap(properties(document, isResource));
        this.items = items(document, type);
        document.path("required").forEach(name -> required.add(name.asString("")));
    }

    /** Of a whole object of the kind. */
    public static CustomSchema ofResource(JsonNode openApiV3Schema) {
        return new CustomSchema(openApiV3Schema, true);
    }

    static CustomSchema of(JsonNode document) {
        return new CustomSchema(document, isEmbedded(document));
    }

    /** The schema as the user wrote it. */
    public JsonNode document() {
        return document;
    }

    /** Whether the value is an object of the API, with kind and metadata: the root, and embedded ones. */
    public boolean isResource() {
        return isResource;
    }

    public boolean preservesUnknownFields() {
        return document.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
                || document.path("additionalProperties").asBoolean(false);
    }

    public boolean isNullable() {
        return document.path("nullable").asBoolean(false);
    }

    /** What stands in for the value where it is left out; null for nothing. */
    public @Nullable JsonNode defaultOrNull() {
        return document.get("default");
    }

    private static boolean isEmbedded(JsonNode document) {
        return document.path("x-kubernetes-embedded-resource").asBoolean(false);
    }

    private static Type type(JsonNode document, boolean isResource) {
        if (document.path("x-kubernetes-int-or-string").asBoolean(false)) {
            return Type.INT_OR_STRING;
        }
        boolean preserves =
                document.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
        return switch (document.path("type").asString(isResource ? "object" : "")) {
            case "object" -> {
                boolean hasFields = isResource || !document.path("properties").isEmpty();
                boolean isMap = document.path("additionalProperties").isObject()
                        || document.path("additionalProperties").asBoolean(false)
                        || preserves && !hasFields;
                yield isMap ? Type.MAP : Type.OBJECT;
            }
            case "array" -> Type.ARRAY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> Type.ANY;
        };
    }

    private static Map<String, FieldSchema> properties(JsonNode document, boolean isResource) {
        Map<String, FieldSchema> properties = new LinkedHashMap<>();
        document.path("properties").properties().forEach(field -> properties.put(field.getKey(), of(field.getValue())));
        if (isResource) {
            properties.putIfAbsent("apiVersion", of(Json.object().put("type", "string")));
            properties.putIfAbsent("kind", of(Json.object().put("type", "string")));
            properties.put("metadata", Definitions.of(METADATA));
        }
        return properties;
    }

    private static @Nullable FieldSchema items(JsonNode document, Type type) {
        return switch (type) {
            case ARRAY -> of(document.path("items"));
            case MAP -> {
                JsonNode values = document.path("additionalProperties");
                yield values.isObject() ? of(values) : anything();
            }
            default -> null;
        };
    }

    private static FieldSchema anything() {
        return ANYTHING;
    }

    @Override
    public @Nullable String definition() {
        return null;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public @Nullable String format() {
        return document.path("format").asString(null);
    }

    @Override
    public String description() {
        return document.path("description").asString("");
    }

    @Override
    public Map<String, FieldSchema> properties() {
        return properties;
    }

    @Override
    public @Nullable FieldSchema field(String name) {
        FieldSchema known = properties.get(name);
        return known == null && type == Type.OBJECT && preservesUnknownFields() ? ANYTHING : known;
    }

    @Override
    public boolean hasKnownFields() {
        return type == Type.OBJECT;
    }

    @Override
    public Set<String> required() {
        return Collections.unmodifiableSet(required);
    }

    @Override
    public @Nullable FieldSchema items() {
        return items;
    }

    @Override
    public ListType listType() {
        return switch (document.path("x-kubernetes-list-type").asString("atomic")) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
    }

    @Override
    public List<String> listMapKeys() {
        List<String> keys = new ArrayList<>();
        document.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asString("")));
        return keys;
    }

    @Override
    public @Nullable String patchMergeKey() {
        return null;
    }

    @Override
    public Set<String> patchStrategies() {
        return Set.of();
    }

    @Override
    public boolean isAtomic() {
        return document.path("x-kubernetes-map-type").asString("").equals("atomic");
    }

    @Override
    public @Nullable String defaultValue() {
        return document.path("default").isString() ? document.path("default").asString() : null;
    }

    @Override
    public String toString() {
        return document.toString();
    }
}

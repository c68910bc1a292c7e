package dev.gyre.schemas.definitions;

import dev.gyre.schemas.FieldSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a field of a type holds, or an item of a list or map. A field of a named type answers for that type's fields but has
 * a description and patch strategies of its own; where nothing is said of the field, what is said of its type describes it.
 */
final class ValueSchema implements FieldSchema {

    private final String owner;
    private final String field;
    private final @Nullable String ref;
    private final Type type;
    private final @Nullable String format;
    private final @Nullable FieldSchema items;
    private final ListType listType;
    private final List<String> listMapKeys;
    private final @Nullable String patchMergeKey;
    private final Set<String> patchStrategies;
    private final boolean isAtomicMap;
    private final boolean isAlwaysThere;
    private final @Nullable String defaultValue;

    private ValueSchema(String owner, String field, JsonNode entry) {
        this.owner = owner;
        this.field = field;
        this.ref = entry.path("ref").asString(null);
        this.type = ref != null ? Type.OBJECT : type(entry.path("type").asString());
        this.format = entry.path("format").asString(null);
        this.items = entry.has("items") ? ofItem(entry.get("items")) : null;
        this.listType = switch (entry.path("listType").asString("atomic")) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
        this.listMapKeys = strings(entry.path("listMapKeys"));
        this.patchMergeKey = entry.path("patchMergeKey").asString(null);
        this.patchStrategies = new LinkedHashSet<>(strings(entry.path("patchStrategies")));
        this.isAtomicMap = entry.path("mapType").asString("").equals("atomic");
        this.isAlwaysThere = entry.path("alwaysThere").asBoolean(false);
        this.defaultValue = entry.path("default").asString(null);
    }

    static FieldSchema ofField(String owner, String field, JsonNode entry) {
        return new ValueSchema(owner, field, entry);
    }

    private static FieldSchema ofItem(JsonNode entry) {
        return entry.has("ref") ? Definitions.of(entry.get("ref").asString()) : new ValueSchema("", "", entry);
    }

    private static Type type(String word) {
        return switch (word) {
            case "map" -> Type.MAP;
            case "array" -> Type.ARRAY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            case "intOrString" -> Type.INT_OR_STRING;
            case "quantity" -> Type.QUANTITY;
            case "any" -> Type.ANY;
            default -> throw new IllegalStateException("not a type: \"" + word + "\"");
        };
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asString()));
        return List.copyOf(strings);
    }

    @Override
    public @Nullable String definition() {
        return ref;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public @Nullable String format() {
        return format;
    }

    @Override
    public String description() {
        String own = Definitions.description(owner, field);
        return own.isEmpty() && ref != null ? Definitions.of(ref).description() : own;
    }

    @Override
    public Map<String, FieldSchema> properties() {
        return ref == null ? Map.of() : Definitions.of(ref).properties();
    }

    @Override
    public Set<String> required() {
        return ref == null ? Set.of() : Definitions.of(ref).required();
    }

    @Override
    public @Nullable FieldSchema items() {
        return items;
    }

    @Override
    public ListType listType() {
        return listType;
    }

    @Override
    public List<String> listMapKeys() {
        return listMapKeys;
    }

    @Override
    public @Nullable String patchMergeKey() {
        return patchMergeKey;
    }

    @Override
    public Set<String> patchStrategies() {
        return patchStrategies;
    }

    @Override
    public boolean isAtomic() {
        return isAtomicMap || (ref != null && Definitions.of(ref).isAtomic());
    }

    @Override
    public boolean isAlwaysThere() {
        return isAlwaysThere;
    }

    @Override
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    @Override
    public String toString() {
        return ref != null ? ref : owner + "." + field + ": " + type;
    }
}

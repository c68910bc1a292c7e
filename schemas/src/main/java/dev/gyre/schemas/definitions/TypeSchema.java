package dev.gyre.schemas.definitions;

import dev.gyre.schemas.FieldSchema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A named type: an object with fields. They are made on first use, since types refer to one another. */
final class TypeSchema implements FieldSchema {

    private final String name;
    private final JsonNode entry;
    private final Set<String> required = new LinkedHashSet<>();
    private volatile @Nullable Map<String, FieldSchema> properties;

    TypeSchema(String name, JsonNode entry) {
        this.name = name;
        this.entry = entry;
        entry.path("required").forEach(field -> required.add(field.asString()));
    }

    @Override
    public String definition() {
        return name;
    }

    @Override
    public Type type() {
        return Type.OBJECT;
    }

    @Override
    public @Nullable String format() {
        return null;
    }

    @Override
    public String description() {
        return Definitions.description(name, "");
    }

    @Override
    public Map<String, FieldSchema> properties() {
        Map<String, FieldSchema> known = properties;
        if (known == null) {
            Map<String, FieldSchema> made = new LinkedHashMap<>();
            entry.path("properties")
                    .properties()
                    .forEach(field ->
                            made.put(field.getKey(), ValueSchema.ofField(name, field.getKey(), field.getValue())));
            known = Collections.unmodifiableMap(made);
            properties = known;
        }
        return known;
    }

    @Override
    public Set<String> required() {
        return Collections.unmodifiableSet(required);
    }

    @Override
    public @Nullable FieldSchema items() {
        return null;
    }

    @Override
    public ListType listType() {
        return ListType.ATOMIC;
    }

    @Override
    public List<String> listMapKeys() {
        return List.of();
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
        return entry.path("mapType").asString("").equals("atomic");
    }

    @Override
    public String toString() {
        return name;
    }
}

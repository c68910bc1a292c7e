package dev.gyre.gateway.cel;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Object.spec{replicas: 3}} makes: a map of its fields that knows by which name it was made.
 *
 * <p>The names say where in an object the parts belong, so that a part in the wrong place is found before it gets anywhere.
 */
public final class ConstructedObject extends AbstractMap<String, Object> {

    private final String type;
    private final Map<String, Object> fields;

    ConstructedObject(String type, Map<String, Object> fields) {
        this.type = type;
        this.fields = fields;
    }

    /** {@code Object}, {@code Object.spec}, {@code JSONPatch}. */
    public String type() {
        return type;
    }

    /** Which part has another name than the fields that lead to it; null where none has. */
    public @Nullable String misplaced() {
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            String found = misplaced(field.getValue(), type + "." + field.getKey());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** What is in a list or a map has the name of the field that holds it. */
    private static @Nullable String misplaced(@Nullable Object value, String place) {
        if (value instanceof ConstructedObject part) {
            return part.type.equals(place)
                    ? part.misplaced()
                    : "unexpected type name \"%s\", expected \"%s\", which matches field name path from root Object type"
                            .formatted(part.type, place);
        }
        Iterable<?> parts =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        for (Object part : parts) {
            String found = misplaced(part, place);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return Collections.unmodifiableSet(fields.entrySet());
    }
}

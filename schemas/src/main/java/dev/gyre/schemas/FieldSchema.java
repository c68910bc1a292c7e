package dev.gyre.schemas;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one field may hold: enough for checking a document's structure, for strategic merge patch and server-side apply,
 * and for OpenAPI. Schemas of named types are shared and may refer to one another.
 */
public interface FieldSchema {

    /** The definition's name in OpenAPI, such as {@code io.k8s.api.core.v1.PodSpec}; null for an anonymous schema. */
    @Nullable
    String definition();

    Type type();

    /** For numbers and strings: {@code int32}, {@code int64}, {@code date-time}, {@code byte}; null for none. */
    @Nullable
    String format();

    String description();

    /** The fields of an {@link Type#OBJECT}, in order; empty for maps and for objects of unknown structure. */
    Map<String, FieldSchema> properties();

    Set<String> required();

    /** The field of this name; null where the schema has none. */
    default @Nullable FieldSchema field(String name) {
        return properties().get(name);
    }

    /** For an {@link Type#OBJECT}: whether its fields are known, and not just anything. */
    default boolean hasKnownFields() {
        return definition() != null;
    }

    /** What an {@link Type#ARRAY} or a {@link Type#MAP} holds. */
    @Nullable
    FieldSchema items();

    /** How two arrays are merged. */
    ListType listType();

    /** For {@link ListType#MAP}: the fields that name an item for server-side apply. */
    List<String> listMapKeys();

    /** The field that names an item for strategic merge patch; null where lists are replaced. */
    @Nullable
    String patchMergeKey();

    /** {@code merge}, {@code replace}, {@code retainKeys}, as strategic merge patch knows them; may be empty. */
    Set<String> patchStrategies();

    /** For objects and maps: whether server-side apply owns them as one value (selectors, references). */
    default boolean isAtomic() {
        return false;
    }

    /** Whether Kubernetes' own types hold the field as a value, so that it is there, if only empty, where nobody set it. */
    default boolean isAlwaysThere() {
        return false;
    }

    /** What a field that names an item of a list is where the item leaves it out; null for none. */
    default @Nullable String defaultValue() {
        return null;
    }

    /** What JSON a field takes. */
    enum Type {
        OBJECT,
        MAP,
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** A number or a string: ports, percentages. */
        INT_OR_STRING,
        /** A quantity: a string, or a number for short. */
        QUANTITY,
        /** Anything, kept as it is. */
        ANY
    }

    /** The list semantics of server-side apply. */
    enum ListType {
        ATOMIC,
        SET,
        MAP
    }
}

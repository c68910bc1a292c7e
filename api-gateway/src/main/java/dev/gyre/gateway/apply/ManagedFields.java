package dev.gyre.gateway.apply;

import dev.gyre.gateway.apply.FieldOwner.Operation;
import dev.gyre.schemas.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who owns which fields of an object: {@code metadata.managedFields}. Immutable. */
public final class ManagedFields {

    static final ManagedFields NONE = new ManagedFields(Map.of());

    private static final String FIELDS_TYPE = "FieldsV1";
    private static final int MAX_ENTRIES = 1000;

    private static final Comparator<Map.Entry<FieldOwner, Entry>> SHOWN_ORDER =
            Comparator.<Map.Entry<FieldOwner, Entry>, Operation>comparing(
                            entry -> entry.getKey().operation())
                    .thenComparingLong(entry -> entry.getValue().seconds())
                    .thenComparing(entry -> entry.getKey().name())
                    .thenComparing(entry -> entry.getValue().apiVersion())
                    .thenComparing(entry -> entry.getKey().subresource());

    /**
     * What one manager owns.
     *
     * @param apiVersion that the paths are of
     * @param time of its latest change, empty for none
     */
    record Entry(FieldSet fields, String apiVersion, String time) {
        Entry with(FieldSet fields) {
            return new Entry(fields, apiVersion, time);
        }

        Entry at(String time) {
            return new Entry(fields, apiVersion, time);
        }

        long seconds() {
            try {
                return time.isEmpty() ? 0 : Instant.parse(time).getEpochSecond();
            } catch (DateTimeParseException e) {
                return 0;
            }
        }
    }

    private final Map<FieldOwner, Entry> entries;

    private ManagedFields(Map<FieldOwner, Entry> entries) {
        this.entries = entries;
    }

    static ManagedFields of(Map<FieldOwner, Entry> entries) {
        return new ManagedFields(Collections.unmodifiableMap(new LinkedHashMap<>(entries)));
    }

    /** What is stored; its sets are canonical and are not looked at. */
    static ManagedFields stored(JsonNode managedFields) {
        Map<FieldOwner, Entry> entries = new LinkedHashMap<>();
        for (JsonNode entry : managedFields) {
            if (entry.path("fieldsV1") instanceof ObjectNode fields) {
                entries.put(manager(entry), entry(entry, FieldSet.stored(fields)));
            }
        }
        return new ManagedFields(entries);
    }

    /** What a client sent; null where it cannot be read. */
    static @Nullable ManagedFields sent(JsonNode managedFields) {
        Map<FieldOwner, Entry> entries = new LinkedHashMap<>();
        if (!managedFields.isArray() || managedFields.size() > MAX_ENTRIES) {
            return null;
        }
        try {
            for (JsonNode entry : managedFields) {
                if (!entry.path("fieldsType").asString("").equals(FIELDS_TYPE)) {
                    return null;
                }
                FieldSet fields = entry.hasNonNull("fieldsV1") ? FieldSet.read(entry.path("fieldsV1")) : FieldSet.EMPTY;
                entries.put(manager(entry), entry(entry, fields));
            }
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
        return new ManagedFields(entries);
    }

    /** Whether a client asks for the record to be thrown away: {@code [{}]}. */
    static boolean isReset(JsonNode managedFields) {
        return managedFields.isArray()
                && managedFields.size() == 1
                && managedFields.path(0).isObject()
                && managedFields.path(0).isEmpty();
    }

    private static FieldOwner manager(JsonNode entry) {
        Operation operation = Operation.of(entry.path("operation").asString(""));
        return new FieldOwner(
                entry.path("manager").asString(""),
                operation,
                operation == Operation.APPLY ? "" : entry.path("apiVersion").asString(""),
                entry.path("subresource").asString(""));
    }

    private static Entry entry(JsonNode entry, FieldSet fields) {
        return new Entry(
                fields,
                entry.path("apiVersion").asString(""),
                entry.path("time").asString(""));
    }

    Map<FieldOwner, Entry> entries() {
        return entries;
    }

    @Nullable
    Entry get(FieldOwner manager) {
        return entries.get(manager);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** As the API shows it: those that apply first, each kind by time. */
    ArrayNode json() {
        List<Map.Entry<FieldOwner, Entry>> shown =
                entries.entrySet().stream().sorted(SHOWN_ORDER).toList();
        ArrayNode json = Json.MAPPER.createArrayNode();
        shown.forEach(entry -> json.add(json(entry.getKey(), entry.getValue())));
        return json;
    }

    private static ObjectNode json(FieldOwner manager, Entry entry) {
        ObjectNode json = Json.object();
        manager.writeTo(json);
        json.put("apiVersion", entry.apiVersion());
        if (!entry.time().isEmpty()) {
            json.put("time", entry.time());
        }
        json.put("fieldsType", FIELDS_TYPE);
        json.set("fieldsV1", entry.fields().json());
        if (!manager.subresource().isEmpty()) {
            json.put("subresource", manager.subresource());
        }
        return json;
    }

    /** Whether two records differ in nothing but the times of their entries. */
    public static boolean sameButTimes(JsonNode a, JsonNode b) {
        return a.size() == b.size() && timeless(a).equals(timeless(b));
    }

    private static Map<FieldOwner, Entry> timeless(JsonNode managedFields) {
        Map<FieldOwner, Entry> timeless = new LinkedHashMap<>();
        stored(managedFields).entries().forEach((manager, entry) -> timeless.put(manager, entry.at("")));
        return timeless;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ManagedFields fields && entries.equals(fields.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return json().toString();
    }
}

package dev.gyre.schemas;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object of the API as it was at one revision. Immutable by contract: the tree that {@link #json} gives is shared and
 * must not be changed, {@link #copy} gives one that may be. What controllers ask again and again (owners, labels,
 * deletion) is read once; a typed model ({@link #as}) is made on first use and kept. Of one that comes from a file only the
 * {@link Outline} may be at hand, and the rest is read when somebody asks for it.
 */
public final class Resource {

    private final ResourceKey key;
    private final long revision;
    /** The whole, or its outline while {@link #unread} is there. */
    private volatile ObjectNode json;

    private volatile @Nullable Supplier<ObjectNode> unread;
    private final Map<String, String> labels;
    private final List<OwnerReference> ownerReferences;
    private volatile @Nullable Object typed;

    private Resource(ResourceKey key, long revision, ObjectNode json, @Nullable Supplier<ObjectNode> unread) {
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.unread = unread;
        JsonNode metadata = json.path("metadata");
        this.labels = strings(metadata.path("labels"));
        this.ownerReferences = owners(metadata.path("ownerReferences"));
    }

    /** An object at the etcd revision that last changed it; 0 for one that is not stored yet. */
    public static Resource of(ResourceKey key, long revision, ObjectNode json) {
        return new Resource(key, revision, json, null);
    }

    /** An object of which the outline is known; {@code whole} is asked once, when somebody wants more than that. */
    public static Resource outlined(ResourceKey key, long revision, ObjectNode outline, Supplier<ObjectNode> whole) {
        return new Resource(key, revision, outline, whole);
    }

    public ResourceKey key() {
        return key;
    }

    public String name() {
        return key.name();
    }

    /** Empty for cluster-scoped kinds. */
    public String namespace() {
        return key.namespace();
    }

    public long revision() {
        return revision;
    }

    /** The shared tree; read only. */
    public ObjectNode json() {
        return unread == null ? json : read();
    }

    private synchronized ObjectNode read() {
        Supplier<ObjectNode> whole = unread;
        if (whole != null) {
            json = whole.get();
            unread = null;
        }
        return json;
    }

    /** A tree that says of {@link Outline}'s fields what {@link #json} says, and needs nothing to be read; read only. */
    public ObjectNode outline() {
        return json;
    }

    /** A tree of one's own, to be changed freely. */
    public ObjectNode copy() {
        return json().deepCopy();
    }

    /** The same object without the record of who owns its fields, which says nothing of what it is. */
    public Resource withoutManagedFields() {
        ObjectNode whole = json();
        if (!(whole.path("metadata") instanceof ObjectNode metadata) || !metadata.has("managedFields")) {
            return this;
        }
        ObjectNode bare = Json.object();
        bare.setAll(whole);
        ObjectNode rest = bare.putObject("metadata");
        rest.setAll(metadata);
        rest.remove("managedFields");
        return new Resource(key, revision, bare, null);
    }

    public String uid() {
        return outline().path("metadata").path("uid").asString("");
    }

    public long generation() {
        return json().path("metadata").path("generation").asLong(0);
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Map<String, String> annotations() {
        return strings(json().path("metadata").path("annotations"));
    }

    public List<OwnerReference> ownerReferences() {
        return ownerReferences;
    }

    /** The one owner that has {@code controller: true}, if any. */
    public @Nullable OwnerReference controller() {
        for (OwnerReference owner : ownerReferences) {
            if (owner.controller()) {
                return owner;
            }
        }
        return null;
    }

    public List<String> finalizers() {
        List<String> finalizers = new ArrayList<>();
        json().path("metadata").path("finalizers").forEach(f -> finalizers.add(f.asString()));
        return finalizers;
    }

    public boolean isDeleting() {
        return json().path("metadata").hasNonNull("deletionTimestamp");
    }

    public @Nullable Instant deletionTimestamp() {
        return instant("deletionTimestamp");
    }

    public @Nullable Instant creationTimestamp() {
        return instant("creationTimestamp");
    }

    /** The object as a typed model, for instance fabric8's {@code Deployment}; shared, and read only. */
    public <T> T as(Class<T> type) {
        Object model = typed;
        if (!type.isInstance(model)) {
            model = Json.MAPPER.treeToValue(json(), type);
            typed = model;
        }
        return type.cast(model);
    }

    private @Nullable Instant instant(String field) {
        JsonNode value = json().path("metadata").path(field);
        return value.isString() ? Timestamps.parse(value.asString()) : null;
    }

    private static Map<String, String> strings(JsonNode node) {
        if (!node.isObject() || node.isEmpty()) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        node.properties().forEach(e -> strings.put(e.getKey(), e.getValue().asString("")));
        return strings;
    }

    private static List<OwnerReference> owners(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return List.of();
        }
        List<OwnerReference> owners = new ArrayList<>();
        for (JsonNode owner : node) {
            owners.add(new OwnerReference(
                    owner.path("apiVersion").asString(""),
                    owner.path("kind").asString(""),
                    owner.path("name").asString(""),
                    owner.path("uid").asString(""),
                    owner.path("controller").asBoolean(false),
                    owner.path("blockOwnerDeletion").asBoolean(false)));
        }
        return List.copyOf(owners);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Resource r && revision == r.revision && key.equals(r.key) && json().equals(r.json());
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, revision);
    }

    @Override
    public String toString() {
        return key + "@" + revision;
    }
}

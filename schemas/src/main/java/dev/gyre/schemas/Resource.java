package dev.gyre.schemas;

import java.time.Instant;
import java.util.ArrayList;
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
    private final Outline outline;
    private volatile @Nullable ObjectNode json;
    /** Where the tree comes from while it has not been read. */
    private @Nullable Supplier<ObjectNode> unread;

    private volatile @Nullable Object typed;

    private Resource(
            ResourceKey key,
            long revision,
            Outline outline,
            @Nullable ObjectNode json,
            @Nullable Supplier<ObjectNode> unread) {
        this.key = key;
        this.revision = revision;
        this.outline = outline;
        this.json = json;
        this.unread = unread;
    }

    /** An object at the etcd revision that last changed it; 0 for one that is not stored yet. */
    public static Resource of(ResourceKey key, long revision, ObjectNode json) {
        return new Resource(key, revision, Outline.of(json), json, null);
    }

    /** One of which the outline is known; {@code whole} is asked once, when somebody wants more than that. */
    public static Resource outlined(ResourceKey key, long revision, Outline outline, Supplier<ObjectNode> whole) {
        return new Resource(key, revision, outline, null, whole);
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
        ObjectNode known = json;
        return known == null ? read() : known;
    }

    private synchronized ObjectNode read() {
        ObjectNode known = json;
        if (known == null) {
            known = Objects.requireNonNull(unread).get();
            json = known;
            unread = null;
        }
        return known;
    }

    /** What it is found by, for which nothing has to be read. */
    public Outline outline() {
        return outline;
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
        return new Resource(key, revision, outline, bare, null);
    }

    public String uid() {
        return outline.uid();
    }

    public long generation() {
        return json().path("metadata").path("generation").asLong(0);
    }

    public Map<String, String> labels() {
        return outline.labels();
    }

    public Map<String, String> annotations() {
        return Outline.strings(json().path("metadata").path("annotations"));
    }

    public List<OwnerReference> ownerReferences() {
        return outline.ownerReferences();
    }

    /** The one owner that has {@code controller: true}, if any. */
    public @Nullable OwnerReference controller() {
        for (OwnerReference owner : ownerReferences()) {
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

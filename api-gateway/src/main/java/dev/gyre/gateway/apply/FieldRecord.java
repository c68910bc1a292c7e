package dev.gyre.gateway.apply;

import dev.gyre.gateway.apply.Ownership.Applied;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One write as the record of owned fields sees it: who writes, in what version and to which part of an object, and when.
 * {@link #update} puts into a new object who owns what of it; {@link #apply} makes the new object, too. Nothing is recorded of
 * an object that has no record, until somebody applies to it: then all that is there is said to be of before.
 */
public final class FieldRecord {

    /** Owns what was there before the first apply to an object of which nothing had been recorded. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private static final String FIELD = "managedFields";
    private static final String NAMELESS = "unknown";

    /** Objects of kinds that somebody else converts. */
    @FunctionalInterface
    public interface OthersViews {
        /** The object in that version; neither is to be changed. */
        ObjectNode in(String apiVersion, ObjectNode object);
    }

    private final Versions versions;
    private final ApiVersion version;
    private final String manager;
    private final String subresource;
    private final String time;
    private final Ownership ownership;

    /** A write to an object whose versions the gateway knows to convert. */
    public FieldRecord(
            ResourceKind kind,
            ApiVersion version,
            String manager,
            String subresource,
            List<List<String>> ignored,
            String time) {
        this(kind, version, manager, subresource, ignored, time, (other, object) -> {
            throw new IllegalStateException(kind.kind() + " is converted by nobody");
        });
    }

    /**
     * A write.
     *
     * @param manager may be empty
     * @param subresource empty for the object itself
     * @param ignored the fields that such a write cannot change, by name
     * @param others objects in other versions, where somebody else converts them
     */
    public FieldRecord(
            ResourceKind kind,
            ApiVersion version,
            String manager,
            String subresource,
            List<List<String>> ignored,
            String time,
            OthersViews others) {
        this.versions = new Versions(kind, others);
        this.version = version;
        this.manager = manager.isEmpty() ? NAMELESS : manager;
        this.subresource = subresource;
        this.time = time;
        FieldSet.Builder fields = new FieldSet.Builder();
        ignored.forEach(path -> fields.add(path.stream().map(PathElement::field).toList()));
        this.ownership = new Ownership(versions, version.apiVersion(), fields.build());
    }

    /**
     * Records an update in {@code after}. What a client sent as the record in {@code after} counts where it can be read.
     *
     * @param before as stored; null where there was nothing
     * @param after in the storage version
     */
    public void update(@Nullable ObjectNode before, ObjectNode after) {
        ObjectNode metadata = after.withObjectProperty("metadata");
        JsonNode sent = metadata.path(FIELD);
        metadata.remove(FIELD);
        ManagedFields managed = known(before, sent);
        if (before == null || !managed.isEmpty()) {
            FieldOwner updater = FieldOwner.updating(manager, version.apiVersion(), subresource);
            ObjectNode old = before == null ? Json.object() : inVersion(before);
            managed = ownership.afterUpdate(managed, old, inVersion(after), updater, time);
        }
        write(AncientChanges.merge(managed), metadata);
    }

    private ManagedFields known(@Nullable ObjectNode before, JsonNode sent) {
        JsonNode stored = before == null
                ? Json.MAPPER.missingNode()
                : before.path("metadata").path(FIELD);
        if (!subresource.isEmpty() || sent.isEmpty() || sent.equals(stored)) {
            return ManagedFields.stored(stored);
        }
        if (ManagedFields.isReset(sent)) {
            return ManagedFields.NONE;
        }
        ManagedFields read = ManagedFields.sent(sent);
        return read == null || read.isEmpty() ? ManagedFields.stored(stored) : read;
    }

    /**
     * Why this configuration cannot be applied, whatever is there; empty where it can.
     *
     * @param config in the version of the write
     */
    public String faults(ObjectNode config) {
        return ConfigCheck.faults(config, version.schema());
    }

    /**
     * Applies a configuration without {@link #faults}.
     *
     * @param before as stored; null where there was nothing
     * @return the object in the version of the write, without defaults, with the new record
     * @throws ConflictException where others own what changes, unless {@code isForced}
     */
    public ObjectNode apply(@Nullable ObjectNode before, ObjectNode config, boolean isForced) {
        FieldOwner applier = FieldOwner.applying(manager, subresource);
        ObjectNode live = before == null ? Json.object() : inVersion(before);
        ManagedFields managed = ManagedFields.stored(
                before == null
                        ? Json.MAPPER.missingNode()
                        : before.path("metadata").path(FIELD));
        if (before != null && managed.isEmpty()) {
            FieldOwner all = FieldOwner.updating(BEFORE_FIRST_APPLY, version.apiVersion(), subresource);
            managed = ownership.afterUpdate(managed, Json.object(), live, all, time);
        }
        Applied applied = applied(managed, live, config, applier, isForced);
        ObjectNode object =
                manager.equals(LastApplied.MANAGER) ? LastApplied.refresh(applied.object(), config) : applied.object();
        ObjectNode result = Json.object();
        result.setAll(object);
        ObjectNode metadata = Json.object();
        if (object.path("metadata") instanceof ObjectNode fields) {
            metadata.setAll(fields);
        }
        result.set("metadata", metadata);
        write(AncientChanges.merge(applied.managed()), metadata);
        return result;
    }

    private Applied applied(
            ManagedFields managed, ObjectNode live, ObjectNode config, FieldOwner applier, boolean isForced) {
        try {
            return ownership.apply(managed, live, config, applier, isForced, time);
        } catch (ConflictException e) {
            if (!manager.equals(LastApplied.MANAGER)) {
                throw e;
            }
            List<Conflict> conflicts =
                    LastApplied.unexplained(e.conflicts(), live, version.apiVersion(), version.schema());
            if (!conflicts.isEmpty()) {
                throw new ConflictException(conflicts);
            }
            return ownership.apply(managed, live, config, applier, true, time);
        }
    }

    private ObjectNode inVersion(ObjectNode stored) {
        return versions.convert(stored, versions.kind().apiVersion(), version.apiVersion());
    }

    private static void write(ManagedFields managed, ObjectNode metadata) {
        if (managed.isEmpty()) {
            metadata.remove(FIELD);
        } else {
            metadata.set(FIELD, managed.json());
        }
    }
}

package dev.gyre.gateway.apply;

import dev.gyre.gateway.apply.ManagedFields.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns what once an object has changed. A field that changes is taken from all who owned it: by an update always, by an
 * apply only where it is forced, or else that is a conflict. A field that goes is nobody's any more. Objects are in the version
 * in which they were sent; managers of other versions are asked about the same change in theirs.
 *
 * @param version that objects are in here
 * @param ignored what is reset in a write of this kind, and so is nobody's to change
 */
record Ownership(Versions versions, String version, FieldSet ignored) {

    /** An object after an apply, and who owns what of it. */
    record Applied(ObjectNode object, ManagedFields managed) {}

    /** After an update: what it changed is {@code updater}'s, besides what of its own it left alone. */
    ManagedFields afterUpdate(
            ManagedFields managed, ObjectNode before, ObjectNode after, FieldOwner updater, String time) {
        Changes changes = new Changes(before, after);
        Map<FieldOwner, Entry> owners = new LinkedHashMap<>();
        managed.entries().forEach((manager, entry) -> put(owners, manager, changes.leave(entry)));
        FieldSet taken = NeverOwned.drop(changes.inVersion().changed());
        if (!taken.isEmpty()) {
            Entry own = owners.get(updater);
            owners.put(updater, new Entry(own == null ? taken : taken.union(own.fields()), version, time));
        }
        return ManagedFields.of(owners);
    }

    /**
     * The configuration laid over the object, without what {@code applier} had applied before, does not apply now and nobody
     * else owns.
     *
     * @throws ConflictException where others own what changes, unless {@code isForced}
     */
    Applied apply(
            ManagedFields managed,
            ObjectNode live,
            ObjectNode config,
            FieldOwner applier,
            boolean isForced,
            String time) {
        Entry last = managed.get(applier);
        FieldSet applied = OwnedFields.of(config, versions.schema(version)).deepDifference(ignored);
        Map<FieldOwner, Entry> owners = new LinkedHashMap<>(managed.entries());
        owners.put(applier, new Entry(applied, version, time));
        ObjectNode merged = Merge.of(live, config, versions.schema(version));
        ObjectNode next = last == null || last.fields().isEmpty() || !versions.has(last.apiVersion())
                ? merged
                : new Pruning(versions, version, owners).of(merged, last);
        Changes changes = new Changes(live, next);
        owners.remove(applier);
        if (!isForced) {
            refuseConflicts(owners, changes);
        }
        Map<FieldOwner, Entry> settled = new LinkedHashMap<>();
        owners.forEach((manager, entry) -> put(settled, manager, changes.leave(entry)));
        Entry own = new Entry(NeverOwned.drop(applied), version, time);
        boolean isRepeated = last != null
                && own.at(last.time()).equals(last)
                && changes.inVersion().isSame();
        put(settled, applier, isRepeated ? last : own);
        return new Applied(next, ManagedFields.of(settled));
    }

    /** Who owns nothing is no owner. */
    private static void put(Map<FieldOwner, Entry> owners, FieldOwner manager, @Nullable Entry entry) {
        if (entry != null && !entry.fields().isEmpty()) {
            owners.put(manager, entry);
        }
    }

    private static void refuseConflicts(Map<FieldOwner, Entry> owners, Changes changes) {
        List<Conflict> conflicts = new ArrayList<>();
        owners.forEach((manager, entry) -> {
            Comparison change = changes.in(entry.apiVersion());
            if (change != null) {
                entry.fields()
                        .intersection(change.changed())
                        .paths()
                        .forEach(path -> conflicts.add(new Conflict(manager.shown(), path)));
            }
        });
        if (!conflicts.isEmpty()) {
            throw new ConflictException(conflicts);
        }
    }

    /** One change, in each version in which somebody owns fields. */
    private final class Changes {
        private final ObjectNode before;
        private final ObjectNode after;
        private final Comparison inVersion;
        private final Map<String, Comparison> byVersion = new HashMap<>();

        Changes(ObjectNode before, ObjectNode after) {
            this.before = before;
            this.after = after;
            this.inVersion = compare(version);
            byVersion.put(version, inVersion);
        }

        Comparison inVersion() {
            return inVersion;
        }

        /** Null for a version that is not served any more. */
        @Nullable
        Comparison in(String other) {
            return versions.has(other) ? byVersion.computeIfAbsent(other, this::compare) : null;
        }

        /** What is left to one whose fields these were before; null for one of a version that is not served any more. */
        @Nullable
        Entry leave(Entry entry) {
            Comparison change = in(entry.apiVersion());
            return change == null
                    ? null
                    : entry.with(entry.fields().difference(change.changed()).difference(change.removed()));
        }

        private Comparison compare(String other) {
            return Comparison.between(
                            versions.convert(before, version, other),
                            versions.convert(after, version, other),
                            versions.schema(other))
                    .without(ignored);
        }
    }
}

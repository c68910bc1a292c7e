package dev.gyre.gateway.apply;

import dev.gyre.gateway.apply.ManagedFields.Entry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of many managers that update the oldest are put together, for each version under one name, until few are left. */
final class AncientChanges {

    static final int MAX_UPDATERS = 10;

    private static final String NAME = "ancient-changes";

    private AncientChanges() {}

    static ManagedFields merge(ManagedFields managed) {
        List<FieldOwner> updaters = managed.entries().keySet().stream()
                .filter(manager -> !manager.applies())
                .sorted(Comparator.comparingLong((FieldOwner manager) -> seconds(managed, manager))
                        .thenComparing(FieldOwner::name)
                        .thenComparing(FieldOwner::apiVersion)
                        .thenComparing(FieldOwner::subresource))
                .toList();
        int left = updaters.size();
        if (left <= MAX_UPDATERS) {
            return managed;
        }
        Map<FieldOwner, Entry> merged = new LinkedHashMap<>(managed.entries());
        Map<String, FieldOwner> firsts = new HashMap<>();
        for (FieldOwner updater : updaters) {
            Entry entry = merged.get(updater);
            if (left <= MAX_UPDATERS || entry == null) {
                break;
            }
            FieldOwner first = firsts.putIfAbsent(entry.apiVersion(), updater);
            if (first != null) {
                FieldOwner bucket = FieldOwner.updating(NAME, entry.apiVersion(), "");
                Entry older = merged.containsKey(bucket) ? merged.remove(bucket) : merged.remove(first);
                FieldSet fields =
                        older == null ? entry.fields() : older.fields().union(entry.fields());
                merged.remove(updater);
                merged.put(bucket, entry.with(fields));
                left--;
            }
        }
        return ManagedFields.of(merged);
    }

    private static long seconds(ManagedFields managed, FieldOwner manager) {
        Entry entry = managed.get(manager);
        return entry == null ? 0 : entry.seconds();
    }
}

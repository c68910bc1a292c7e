package dev.gyre.gateway.apply;

import dev.gyre.gateway.apply.ManagedFields.Entry;
import dev.gyre.schemas.FieldSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes from a merged object what its applier applied last time and does not apply now, in three steps: all that it had
 * applied goes; what anybody owns now, the applier included, comes back; and so does what went along without having been the
 * applier's.
 *
 * @param version that objects are in here
 * @param owners of now, with what the applier applies this time
 */
record Pruning(Versions versions, String version, Map<FieldOwner, Entry> owners) {

    ObjectNode of(ObjectNode merged, Entry last) {
        String lastVersion = last.apiVersion();
        FieldSchema schema = versions.schema(lastVersion);
        ObjectNode whole = versions.convert(merged, version, lastVersion);
        FieldSet applied = NamedFields.with(last.fields(), schema);
        ObjectNode pruned = withOwned(whole, Removal.from(whole, applied, schema), lastVersion);
        FieldSet gone = named(whole, schema).difference(named(pruned, schema));
        return versions.convert(Removal.from(whole, gone.intersection(applied), schema), lastVersion, version);
    }

    /** What is owned comes back version by version; that of the last apply first, as conversions may need it. */
    private ObjectNode withOwned(ObjectNode whole, ObjectNode pruned, String lastVersion) {
        Map<String, FieldSet> owned = new LinkedHashMap<>();
        owned.put(lastVersion, FieldSet.EMPTY);
        owners.values().forEach(entry -> owned.merge(entry.apiVersion(), entry.fields(), FieldSet::union));
        String at = lastVersion;
        ObjectNode all = whole;
        ObjectNode rest = pruned;
        for (Map.Entry<String, FieldSet> entry : owned.entrySet()) {
            String next = entry.getKey();
            if (versions.has(next)) {
                FieldSchema schema = versions.schema(next);
                all = versions.convert(all, at, next);
                FieldSet kept = named(versions.convert(rest, at, next), schema)
                        .union(NamedFields.with(entry.getValue(), schema));
                rest = Removal.from(all, named(all, schema).difference(kept), schema);
                at = next;
            }
        }
        return versions.convert(rest, at, lastVersion);
    }

    private static FieldSet named(ObjectNode object, FieldSchema schema) {
        return NamedFields.with(OwnedFields.of(object, schema), schema);
    }
}

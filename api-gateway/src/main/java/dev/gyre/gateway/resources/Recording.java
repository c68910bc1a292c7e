package dev.gyre.gateway.resources;

import dev.gyre.gateway.apply.FieldRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Puts into a new object who owns what of it, once it is clear what its writer wants and before the API adds anything. */
@FunctionalInterface
interface Recording {

    /** {@code before} is what is stored, null for nothing; {@code after} is changed in place. */
    void record(@Nullable ObjectNode before, ObjectNode after);

    /** An update, in whatever form it is sent. */
    static Recording update(ResourceCall call, WriteOptions options) {
        return of(call, options)::update;
    }

    /** An apply has its record already. */
    static Recording applied(ObjectNode decoded) {
        return (before, after) -> Replacement.keep(
                after.withObjectProperty("metadata"), (ObjectNode) decoded.get("metadata"), "managedFields");
    }

    static FieldRecord of(ResourceCall call, WriteOptions options) {
        String part = call.info().subresource();
        return new FieldRecord(
                call.kind(),
                call.version(),
                options.manager(),
                part == null ? "" : part,
                notOf(call, part),
                options.time(),
                call.views()::in);
    }

    /** What writes of this part never change. */
    private static List<List<String>> notOf(ResourceCall call, @Nullable String part) {
        List<List<String>> fields = new ArrayList<>();
        if ("status".equals(part)) {
            fields.add(List.of("spec"));
            fields.add(List.of("metadata", "finalizers"));
            fields.add(List.of("metadata", "ownerReferences"));
            if (!call.rules().status().takesLabels()) {
                fields.add(List.of("metadata", "labels"));
            }
        } else if (call.kind().subresources().contains("status")) {
            fields.add(List.of("status"));
        }
        return fields;
    }
}

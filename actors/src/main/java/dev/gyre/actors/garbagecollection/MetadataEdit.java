package dev.gyre.actors.garbagecollection;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes to an object's finalizers and ownerReferences, each bound to the revision that was read. */
final class MetadataEdit {

    private MetadataEdit() {}

    static Command withoutFinalizer(Resource object, String finalizer) {
        return keeping(object, "finalizers", entry -> !entry.asString("").equals(finalizer));
    }

    static Command withoutOwners(Resource object, Predicate<String> uids) {
        return keeping(
                object,
                "ownerReferences",
                reference -> !uids.test(reference.path("uid").asString("")));
    }

    /** The object no longer holds up the deletion of its owners. */
    static Command unblockingOwners(Resource object) {
        ObjectNode copy = object.copy();
        for (JsonNode reference : copy.path("metadata").path("ownerReferences")) {
            if (reference instanceof ObjectNode owner) {
                owner.put("blockOwnerDeletion", false);
            }
        }
        return update(object, copy);
    }

    private static Command keeping(Resource object, String field, Predicate<JsonNode> isKept) {
        ObjectNode copy = object.copy();
        ArrayNode kept = Json.MAPPER.createArrayNode();
        copy.path("metadata").path(field).forEach(entry -> {
            if (isKept.test(entry)) {
                kept.add(entry);
            }
        });
        ObjectNode metadata = copy.withObjectProperty("metadata");
        if (kept.isEmpty()) {
            metadata.remove(field);
        } else {
            metadata.set(field, kept);
        }
        return update(object, copy);
    }

    private static Command update(Resource object, ObjectNode changed) {
        return new Command.Update(object.key(), null, object.revision(), changed, List.of());
    }
}

package dev.gyre.gateway.patch;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch: objects are merged, null removes, everything else replaces. */
public final class MergePatch {

    private MergePatch() {}

    public static ObjectNode apply(ObjectNode document, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw PatchException.malformed("a merge patch must be a JSON object");
        }
        ObjectNode patched = document.deepCopy();
        merge(patched, changes);
        return patched;
    }

    private static void merge(ObjectNode target, ObjectNode changes) {
        changes.properties().forEach(change -> {
            String field = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(field);
            } else if (value instanceof ObjectNode nested) {
                ObjectNode child =
                        target.get(field) instanceof ObjectNode existing ? existing : target.putObject(field);
                merge(child, nested);
            } else {
                target.set(field, value.deepCopy());
            }
        });
    }
}

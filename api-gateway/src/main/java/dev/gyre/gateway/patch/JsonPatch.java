package dev.gyre.gateway.patch;

import dev.gyre.schemas.Json;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON patch by zjsonpatch, under bounds: a short list of {@code copy} operations could otherwise double a document with
 * each of them. So the patch is cut behind each copy and the document measured before it goes on.
 */
public final class JsonPatch {

    private static final int MAX_OPERATIONS = 10_000;
    private static final int MAX_COPIES = 100;
    private static final int MAX_BYTES = 3 * 1024 * 1024;
    private static final Set<String> OPERATIONS = Set.of("add", "remove", "replace", "move", "copy", "test");

    private JsonPatch() {}

    public static ObjectNode apply(ObjectNode document, JsonNode patch) {
        if (!(patch instanceof ArrayNode operations)) {
            throw PatchException.malformed("a JSON patch must be an array of operations");
        }
        check(operations);
        JsonNode patched = operations.isEmpty() ? document.deepCopy() : document;
        ArrayNode segment = Json.MAPPER.createArrayNode();
        for (JsonNode operation : operations) {
            String op = operation.path("op").asString();
            if (op.equals("remove")) {
                // The library takes a removal of nothing for done.
                patched = applySegment(patched, segment);
                requireThere(patched, operation.path("path").asString());
                segment = Json.MAPPER.createArrayNode();
            }
            segment.add(operation);
            if (op.equals("copy")) {
                patched = applySegment(patched, segment);
                if (Json.write(patched).length > MAX_BYTES) {
                    throw PatchException.doesNotApply(
                            "the copies of the patch make the object larger than " + MAX_BYTES + " bytes");
                }
                segment = Json.MAPPER.createArrayNode();
            }
        }
        patched = applySegment(patched, segment);
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw PatchException.doesNotApply("the patch leaves no object");
    }

    private static void requireThere(JsonNode document, String path) {
        try {
            if (document.at(JsonPointer.compile(path)).isMissingNode()) {
                throw PatchException.doesNotApply(
                        "remove operation does not apply: doc is missing path: \"" + path + "\": missing value");
            }
        } catch (IllegalArgumentException noPointer) {
            throw PatchException.malformed("\"" + path + "\" is no path");
        }
    }

    private static void check(ArrayNode operations) {
        if (operations.size() > MAX_OPERATIONS) {
            throw PatchException.tooLarge("The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS
                    + ", got " + operations.size());
        }
        int copies = 0;
        for (JsonNode operation : operations) {
            String op = operation.path("op").asString("");
            if (!OPERATIONS.contains(op)) {
                throw PatchException.malformed("Unexpected kind: " + op);
            }
            if (!operation.path("path").isString()) {
                throw PatchException.malformed("operation " + op + " has no path");
            }
            if (op.equals("copy") && ++copies > MAX_COPIES) {
                throw PatchException.malformed(
                        "at most " + MAX_COPIES + " copy operations are allowed in a JSON patch");
            }
        }
    }

    private static JsonNode applySegment(JsonNode document, ArrayNode operations) {
        if (operations.isEmpty()) {
            return document;
        }
        try {
            return io.fabric8.zjsonpatch.JsonPatch.apply(operations, document);
        } catch (JsonPatchException e) {
            throw PatchException.doesNotApply(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // What the library throws for paths that are none.
            throw PatchException.malformed(String.valueOf(e.getMessage()));
        }
    }
}

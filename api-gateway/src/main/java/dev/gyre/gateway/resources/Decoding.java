package dev.gyre.gateway.resources;

import dev.gyre.schemas.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * From what a client sent to an object in the storage version: it must be the kind, namespace and name that the path says,
 * have the structure that the schema says, and is then filled with the defaults of the version that was sent.
 */
final class Decoding {

    private Decoding() {}

    /** @param warnings for the client, about what was accepted all the same */
    record Decoded(ObjectNode object, List<String> warnings) {}

    /** {@code sent} becomes the answer's object: it is changed in place. */
    static Decoded toStorage(ResourceCall call, ObjectNode sent, WriteOptions options) {
        ApiVersion version = call.version();
        requireKind(call, sent);
        List<String> warnings = new ArrayList<>(Structure.check(call, sent, options.fieldValidation()));
        if (version.isRetired()) {
            warnings.add("%s %s is deprecated; use %s %s"
                    .formatted(
                            version.apiVersion(),
                            call.kind().kind(),
                            call.kind().apiVersion(),
                            call.kind().kind()));
        }
        if (!(sent.get("metadata") instanceof ObjectNode)) {
            sent.putObject("metadata");
        }
        version.defaults().apply(sent);
        if (!version.isStorage()) {
            version.conversion().toStorage(sent);
        }
        return new Decoded(sent, warnings);
    }

    private static void requireKind(ResourceCall call, ObjectNode sent) {
        String expected = call.version().apiVersion();
        String apiVersion = text(sent, "apiVersion", expected);
        String kind = text(sent, "kind", call.kind().kind());
        if (!apiVersion.equals(expected)) {
            throw Refusal.badRequest("the API version in the data (%s) does not match the expected API version (%s)"
                    .formatted(apiVersion, expected));
        }
        if (!kind.equals(call.kind().kind())) {
            throw Refusal.badRequest("%s in version \"%s\" cannot be handled as a %s: the request is about %s"
                    .formatted(
                            kind,
                            call.version().name(),
                            call.kind().kind(),
                            call.kind().plural()));
        }
        sent.put("apiVersion", expected);
        sent.put("kind", kind);
    }

    /** Agrees the object's namespace with the path's. */
    static void requireNamespace(ResourceCall call, ObjectNode metadata) {
        String sent = metadata.path("namespace").asString("");
        if (!call.kind().isNamespaced()) {
            metadata.remove("namespace");
            return;
        }
        if (!sent.isEmpty() && !sent.equals(call.namespace())) {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        metadata.put("namespace", call.namespace());
    }

    /** Agrees the object's name with the path's. */
    static void requireName(ResourceCall call, ObjectNode metadata) {
        String name = call.key().name();
        String sent = metadata.path("name").asString("");
        if (!sent.isEmpty() && !sent.equals(name)) {
            throw Refusal.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)".formatted(sent, name));
        }
        metadata.put("name", name);
    }

    private static String text(ObjectNode object, String field, String otherwise) {
        JsonNode value = object.path(field);
        return value.isString() && !value.asString().isEmpty() ? value.asString() : otherwise;
    }
}

package dev.gyre.gateway.resources;

import dev.gyre.gateway.protobuf.ProtobufAnswer;
import dev.gyre.schemas.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' protobuf, which client libraries ask for before JSON. Asked only about what has a message there. */
final class ProtobufDocuments implements Documents {

    /** Objects' own bytes, without the envelope, so that lists can share them. */
    private final EncodedObjects messages = new EncodedObjects(ProtobufAnswer::message);

    @Override
    public byte[] object(Versioned object, ApiVersion version) {
        return ProtobufAnswer.object(
                version.apiVersion(), object.json().path("kind").asString(""), messages.encode(object, version));
    }

    @Override
    public byte[] list(ResourceCall call, ObjectNode metadata, List<Versioned> items) {
        List<byte[]> bodies = new ArrayList<>(items.size());
        items.forEach(item -> bodies.add(messages.encode(item, call.version())));
        return ProtobufAnswer.list(call.version().apiVersion(), call.kind().kind() + "List", metadata, bodies);
    }

    /** An object, or the one list that is made as a tree: of objects' metadata. */
    @Override
    public byte[] tree(ObjectNode tree) {
        if (!(tree.path("metadata") instanceof ObjectNode metadata)
                || !tree.path("items").isArray()) {
            return ProtobufAnswer.object(tree);
        }
        List<byte[]> items = new ArrayList<>();
        for (JsonNode item : tree.path("items")) {
            items.add(ProtobufAnswer.message((ObjectNode) item));
        }
        return ProtobufAnswer.list(
                tree.path("apiVersion").asString(""), tree.path("kind").asString(""), metadata, items);
    }

    @Override
    public byte[] event(String type, byte[] object) {
        return ProtobufAnswer.event(type, object);
    }
}

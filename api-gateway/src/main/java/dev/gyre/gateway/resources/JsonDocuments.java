package dev.gyre.gateway.resources;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Plain JSON, which is nearly all that is asked for. */
final class JsonDocuments implements Documents {

    private static final byte[] COMMA = {','};
    private static final byte[] LIST_END = {']', '}'};

    private final EncodedObjects encoded = new EncodedObjects(Json::write);

    @Override
    public byte[] object(Versioned object, ApiVersion version) {
        return encoded.encode(object, version);
    }

    @Override
    public byte[] tree(ObjectNode tree) {
        return Json.write(tree);
    }

    /** Copies shared encodings into one array of the right size. */
    @Override
    public byte[] list(ResourceCall call, ObjectNode metadata, List<Versioned> items) {
        ObjectNode head = Json.object()
                .put("kind", call.kind().kind() + "List")
                .put("apiVersion", call.version().apiVersion());
        head.set("metadata", metadata);
        byte[] opening = Json.write(head);
        byte[] itemsField = ",\"items\":[".getBytes(StandardCharsets.UTF_8);
        byte[][] bodies = new byte[items.size()][];
        int size = opening.length - 1 + itemsField.length + LIST_END.length + Math.max(0, items.size() - 1);
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = encoded.encode(items.get(i), call.version());
            size = Math.addExact(size, bodies[i].length);
        }
        byte[] list = new byte[size];
        // The head's closing brace makes way for the items.
        int at = put(list, 0, opening, opening.length - 1);
        at = put(list, at, itemsField, itemsField.length);
        for (int i = 0; i < bodies.length; i++) {
            at = i == 0 ? at : put(list, at, COMMA, 1);
            at = put(list, at, bodies[i], bodies[i].length);
        }
        put(list, at, LIST_END, LIST_END.length);
        return list;
    }

    /** A line of its own. */
    @Override
    public byte[] event(String type, byte[] object) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[head.length + object.length + 2];
        System.arraycopy(head, 0, line, 0, head.length);
        System.arraycopy(object, 0, line, head.length, object.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    private static int put(byte[] target, int at, byte[] source, int length) {
        System.arraycopy(source, 0, target, at, length);
        return at + length;
    }
}

package dev.gyre.gateway.resources;

import dev.gyre.schemas.ApiVersion;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bytes of objects in one format, made once for a revision and a version and then shared by every answer, list and watcher that wants
 * it. A fixed table of slots without locks: a collision costs an encoding, never a wrong answer, and memory has a bound.
 */
final class EncodedObjects {

    private static final int SLOTS = 1 << 13;

    /** Larger objects are encoded each time, so that the table cannot hold gigabytes. */
    private static final int MAX_KEPT_BYTES = 16 * 1024;

    private final AtomicReferenceArray<Entry> slots = new AtomicReferenceArray<>(SLOTS);

    private final Function<ObjectNode, byte[]> encoder;

    EncodedObjects(Function<ObjectNode, byte[]> encoder) {
        this.encoder = encoder;
    }

    private record Entry(ObjectNode json, long revision, ApiVersion version, byte[] bytes) {
        boolean isOf(Versioned object, ApiVersion wanted) {
            return json == object.json() && revision == object.revision() && version == wanted;
        }
    }

    /** Shared bytes: not to be changed. */
    byte[] encode(Versioned object, ApiVersion version) {
        int slot = (int) (object.revision() * 31 + version.apiVersion().hashCode()) & (SLOTS - 1);
        Entry entry = slots.get(slot);
        if (entry != null && entry.isOf(object, version)) {
            return entry.bytes();
        }
        byte[] bytes = encoder.apply(object.in(version));
        if (bytes.length <= MAX_KEPT_BYTES && object.revision() > 0) {
            slots.set(slot, new Entry(object.json(), object.revision(), version, bytes));
        }
        return bytes;
    }
}

package dev.gyre.gateway.storage;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a value stands in the store: a header line that says where the write came from, a line feed, then the object's JSON
 * or a sealed envelope. The header is JSON itself and carries the version of the format, so that a later format can be
 * told apart by its first bytes. Values of sealed kinds are never encoded in the clear: without a key there is no codec
 * for them.
 */
public final class ValueCodec {

    static final int VERSION = 1;

    private static final String JSON = "json";
    private static final String SEALED = "sealed";
    private static final String DELETION = "deletion";

    private final Predicate<ResourceKey> isSealed;
    private final @Nullable SealedValues sealing;

    private ValueCodec(Predicate<ResourceKey> isSealed, @Nullable SealedValues sealing) {
        this.isSealed = isSealed;
        this.sealing = sealing;
    }

    /** For stores that hold no sealed kinds. */
    public static ValueCodec plain() {
        return new ValueCodec(key -> false, null);
    }

    /** Seals the objects whose keys the predicate names, most often by {@code kinds.isSealed(key)}. */
    public static ValueCodec sealing(Predicate<ResourceKey> isSealed, SealedValues sealing) {
        return new ValueCodec(isSealed, sealing);
    }

    /** A value that this codec cannot read: of a later format, damaged, or sealed under a key that is not here. */
    public static final class UnreadableValueException extends RuntimeException {
        public UnreadableValueException(String key, String why, @Nullable Throwable cause) {
            super("cannot read the value of " + key + ": " + why, cause);
        }
    }

    public byte[] encode(ResourceKey key, ObjectNode object, Provenance provenance) {
        if (sealing != null && isSealed.test(key)) {
            return join(header(SEALED, provenance), Json.write(sealing.seal(StoreKeys.of(key), object)));
        }
        return join(header(JSON, provenance), Json.write(object));
    }

    public StoredObject decode(ResourceKey key, byte[] value, long createRevision, long modRevision) {
        String name = StoreKeys.of(key);
        try {
            int end = headerEnd(name, value);
            ObjectNode header = header(name, value, end);
            ObjectNode body = Json.readObject(Arrays.copyOfRange(value, end + 1, value.length));
            String encoding = header.path("encoding").asString("");
            ObjectNode object = switch (encoding) {
                case JSON -> body;
                case SEALED -> open(name, body);
                default -> throw new UnreadableValueException(name, "encoding \"" + encoding + "\"", null);
            };
            return new StoredObject(key, object, createRevision, modRevision, provenance(header));
        } catch (JacksonException | IllegalArgumentException | DateTimeException damaged) {
            throw new UnreadableValueException(name, "it is damaged", damaged);
        }
    }

    private ObjectNode open(String name, ObjectNode envelope) {
        if (sealing == null) {
            throw new UnreadableValueException(name, "it is sealed and there is no key", null);
        }
        return sealing.open(name, envelope);
    }

    /** The value of the one key that says why the last deletion happened. */
    public static byte[] encodeDeletion(ResourceKey key, Provenance provenance) {
        ObjectNode body = Json.object().put("key", StoreKeys.of(key));
        return join(header(DELETION, provenance), Json.write(body));
    }

    /** Reads what {@link #encodeDeletion} wrote. */
    public static Provenance decodeDeletion(byte[] value) {
        int end = headerEnd(StoreKeys.DELETION, value);
        return provenance(header(StoreKeys.DELETION, value, end));
    }

    private static ObjectNode header(String encoding, Provenance provenance) {
        ObjectNode header = Json.object()
                .put("version", VERSION)
                .put("encoding", encoding)
                .put("cause", provenance.cause())
                .put("actor", provenance.actor());
        if (!provenance.traceparent().isEmpty()) {
            header.put("traceparent", provenance.traceparent());
        }
        return header.put("time", provenance.time().toString());
    }

    private static byte[] join(ObjectNode header, byte[] body) {
        byte[] line = Json.write(header);
        ByteArrayOutputStream value = new ByteArrayOutputStream(line.length + 1 + body.length);
        value.writeBytes(line);
        value.write('\n');
        value.writeBytes(body);
        return value.toByteArray();
    }

    private static int headerEnd(String key, byte[] value) {
        for (int i = 0; i < value.length; i++) {
            if (value[i] == '\n') {
                return i;
            }
        }
        throw new UnreadableValueException(key, "it has no header line", null);
    }

    private static ObjectNode header(String key, byte[] value, int end) {
        ObjectNode header = Json.readObject(Arrays.copyOf(value, end));
        int version = header.path("version").asInt(0);
        if (version != VERSION) {
            throw new UnreadableValueException(key, "format version " + version + ", expected " + VERSION, null);
        }
        return header;
    }

    private static Provenance provenance(ObjectNode header) {
        return new Provenance(
                header.path("actor").asString(""),
                header.path("cause").asString(""),
                header.path("traceparent").asString(""),
                Instant.parse(header.path("time").asString("")));
    }
}

package dev.gyre.events.record;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.Topics;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.RecordJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The records of a checkpoint. An object's is the one that last changed it, as it stands in its own partition, with headers
 * that say which partition that is, where the object was created, and which checkpoint it belongs to.
 */
public final class CheckpointRecords {

    /** Instead of a number that is not there. */
    private static final long NONE = -1;

    private CheckpointRecords() {}

    /**
     * A record on its way into a checkpoint.
     *
     * @param previousOffset of the record that closes the checkpoint before; -1 for none
     */
    public static Entry object(Entry changed, long createRevision, String checkpointId, long previousOffset) {
        Map<String, String> headers = new HashMap<>(changed.headers());
        headers.put(Headers.PARTITION, changed.partition().toString());
        headers.put(Headers.CREATE_REVISION, Long.toString(createRevision));
        headers.put(Headers.CHECKPOINT, checkpointId);
        headers.put(Headers.PREVIOUS_CHECKPOINT, Long.toString(previousOffset));
        return new Entry(Topics.CHECKPOINTS_PARTITION, changed.key(), Map.copyOf(headers), changed.value());
    }

    /** The same record as it stood in its own partition. */
    public static Entry changed(Entry object) {
        Map<String, String> headers = new HashMap<>(object.headers());
        String partition = headers.remove(Headers.PARTITION);
        if (partition == null) {
            throw new UnreadableRecordException("a record of a checkpoint that is of no partition");
        }
        headers.remove(Headers.CREATE_REVISION);
        headers.remove(Headers.CHECKPOINT);
        headers.remove(Headers.PREVIOUS_CHECKPOINT);
        int dash = partition.lastIndexOf('-');
        return new Entry(
                new Partition(partition.substring(0, dash), Integer.parseInt(partition.substring(dash + 1))),
                object.key(),
                headers,
                object.value());
    }

    public static long createRevision(Entry object) {
        return number(object, Headers.CREATE_REVISION);
    }

    /** Whether this is an object of that checkpoint. */
    public static boolean isObjectOf(Entry entry, String checkpointId) {
        return checkpointId.equals(entry.headers().get(Headers.CHECKPOINT));
    }

    /** Where the checkpoint before was closed when this object's was begun; -1 for none. */
    public static long previousOffset(Entry object) {
        return number(object, Headers.PREVIOUS_CHECKPOINT);
    }

    private static long number(Entry entry, String header) {
        String value = entry.headers().get(header);
        return value == null ? NONE : Long.parseLong(value);
    }

    /** The record that closes a checkpoint. */
    public static Entry closing(Checkpoint checkpoint) {
        Headers headers = Headers.of(
                        "checkpoint-" + checkpoint.id(),
                        RecordTypes.CHECKPOINT,
                        "/gyre/" + checkpoint.clusterId(),
                        checkpoint.time())
                .with(Headers.REVISION, Long.toString(checkpoint.revision()));
        return new Entry(
                Topics.CHECKPOINTS_PARTITION,
                checkpoint.id(),
                headers.map(),
                Json.write(RecordJson.checkpointToJson(checkpoint)));
    }

    /** A checkpoint, from the record that closes it; null for any other record. */
    public static @Nullable Checkpoint closed(StoredEntry stored) {
        byte[] value = stored.entry().value();
        if (value == null
                || !RecordTypes.CHECKPOINT.equals(stored.entry().headers().get(Headers.TYPE))) {
            return null;
        }
        try {
            return RecordJson.checkpointFromJson(Json.readObject(value));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadableRecordException("a checkpoint at offset " + stored.offset(), e);
        }
    }

    /** Takes an object's record into the sum of its checkpoint, as the schema says. */
    public static void addTo(MessageDigest sum, Entry object) {
        add(sum, object.key());
        Map<String, String> headers = new TreeMap<>(object.headers());
        headers.remove(Headers.CHECKPOINT);
        headers.remove(Headers.PREVIOUS_CHECKPOINT);
        headers.forEach((name, value) -> {
            add(sum, name);
            add(sum, value);
        });
        byte[] value = object.value();
        add(sum, value == null ? new byte[0] : value);
    }

    private static void add(MessageDigest sum, String text) {
        add(sum, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest sum, byte[] bytes) {
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sum.update(bytes);
    }
}

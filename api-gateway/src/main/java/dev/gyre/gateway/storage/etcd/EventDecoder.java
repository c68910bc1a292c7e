package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.gateway.storage.ValueCodec.UnreadableValueException;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.SharedTrees;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the events of one etcd revision into changes of objects. A deletion's provenance is in the same revision, under
 * the one key that each deletion overwrites; the change of that key is part of the deletion and no event of its own. A
 * value that cannot be read (somebody else wrote it) is reported and counted, but must not end the watch.
 */
final class EventDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(EventDecoder.class);

    /** Of a deletion that did not come through a gateway. */
    static final Provenance FOREIGN = new Provenance("", "", "", Instant.EPOCH);

    private static final ByteString DELETION = Etcd.bytes(StoreKeys.DELETION);

    private final ValueCodec codec;
    private final Function<ResourceKey, @Nullable StoredObject> memory;

    /** {@code memory} saves decoding what is already known; it may know nothing. */
    EventDecoder(ValueCodec codec, Function<ResourceKey, @Nullable StoredObject> memory) {
        this.codec = codec;
        this.memory = memory;
    }

    List<StoreEvent> decode(long revision, List<Event> events) {
        Provenance deletion = FOREIGN;
        boolean hasDeletion = false;
        for (Event event : events) {
            if (event.getKv().getKey().equals(DELETION)) {
                deletion = deletionCause(event);
            } else if (event.getType() == Event.EventType.DELETE) {
                hasDeletion = true;
            }
        }
        List<StoreEvent> decoded = new ArrayList<>(events.size());
        for (Event event : events) {
            if (!hasDeletion || !event.getKv().getKey().equals(DELETION)) {
                decoded.add(decode(revision, event, deletion));
            }
        }
        return decoded;
    }

    private static Provenance deletionCause(Event event) {
        if (event.getType() == Event.EventType.DELETE) {
            return FOREIGN;
        }
        try {
            return ValueCodec.decodeDeletion(event.getKv().getValue().toByteArray());
        } catch (RuntimeException unreadable) {
            LOG.error("the cause of a deletion cannot be read", unreadable);
            return FOREIGN;
        }
    }

    private StoreEvent decode(long revision, Event event, Provenance deletion) {
        String name = event.getKv().getKey().toStringUtf8();
        ResourceKey key = StoreKeys.parse(name);
        if (key == null) {
            return new StoreEvent.Other(revision, name, event.getType() == Event.EventType.DELETE);
        }
        try {
            StoredObject previous = event.hasPrevKv() ? previous(key, event.getPrevKv()) : null;
            if (event.getType() == Event.EventType.DELETE) {
                return new StoreEvent.Changed(revision, key, null, previous, deletion);
            }
            StoredObject current = object(codec, key, event.getKv());
            return new StoreEvent.Changed(revision, key, current, previous, current.provenance());
        } catch (UnreadableValueException foreign) {
            LOG.error("revision {} is served as if it had not changed {}: {}", revision, name, foreign.getMessage());
            return new StoreEvent.Other(revision, name);
        }
    }

    private StoredObject previous(ResourceKey key, KeyValue value) {
        StoredObject known = memory.apply(key);
        return known != null && known.modRevision() == value.getModRevision() ? known : object(codec, key, value);
    }

    /** For caches, and for whoever hears of changes: what it says is shared, and must not be changed. */
    static StoredObject object(ValueCodec codec, ResourceKey key, KeyValue value) {
        StoredObject object =
                codec.decode(key, value.getValue().toByteArray(), value.getCreateRevision(), value.getModRevision());
        SharedTrees.of(object.json());
        return object;
    }
}

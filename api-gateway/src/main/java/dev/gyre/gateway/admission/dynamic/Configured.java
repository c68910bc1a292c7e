package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.ExpressionException;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the objects of one kind say, each read, and its expressions compiled, once for every revision of it. What cannot be read
 * was not validated by this gateway: it is passed over, and said so once.
 */
final class Configured<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Configured.class);

    /** Reads one object. */
    @FunctionalInterface
    interface Reading<T> {
        List<T> read(ObjectNode object) throws ExpressionException;
    }

    private record Read<T>(long revision, List<T> items) {}

    private final String group;
    private final String plural;
    private final Reading<T> reading;
    private final Map<ResourceKey, Read<T>> read = new ConcurrentHashMap<>();

    Configured(String group, String plural, Reading<T> reading) {
        this.group = group;
        this.plural = plural;
        this.reading = reading;
    }

    boolean isEmpty(Snapshot snapshot) {
        return snapshot.count(group, plural, "") == 0;
    }

    /** All of them, by the names of the objects. */
    List<T> in(Snapshot snapshot) {
        if (isEmpty(snapshot)) {
            read.clear();
            return List.of();
        }
        List<T> all = new ArrayList<>();
        int objects = 0;
        for (StoredObject stored : snapshot.list(group, plural, "", null)) {
            all.addAll(of(stored));
            objects++;
        }
        if (read.size() > objects) {
            read.keySet().removeIf(key -> snapshot.get(key) == null);
        }
        return all;
    }

    private List<T> of(StoredObject stored) {
        Read<T> known = read.get(stored.key());
        if (known != null && known.revision() == stored.modRevision()) {
            return known.items();
        }
        List<T> items;
        try {
            items = List.copyOf(reading.read(stored.json()));
        } catch (ExpressionException | RuntimeException e) {
            LOG.warn(
                    "{} \"{}\" cannot be read and has no say: {}",
                    plural,
                    stored.key().name(),
                    e.getMessage());
            items = List.of();
        }
        read.put(stored.key(), new Read<>(stored.modRevision(), items));
        return items;
    }
}

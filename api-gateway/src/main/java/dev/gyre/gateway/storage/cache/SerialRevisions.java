package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.StoreKeys;
import java.util.List;
import java.util.Map;
import scala.collection.immutable.HashMap;

/** At which revision each serial was last taken, as a persistent map: every snapshot has one, and nearly all of it is shared. */
final class SerialRevisions {

    private static final SerialRevisions NONE = new SerialRevisions(new HashMap<>());

    private final HashMap<String, Long> revisions;

    private SerialRevisions(HashMap<String, Long> revisions) {
        this.revisions = revisions;
    }

    static SerialRevisions of(Map<String, Long> serials) {
        HashMap<String, Long> revisions = NONE.revisions;
        for (Map.Entry<String, Long> serial : serials.entrySet()) {
            revisions = revisions.updated(serial.getKey(), serial.getValue());
        }
        return new SerialRevisions(revisions);
    }

    /** After the events of one revision; those of objects and of other keys change nothing. */
    SerialRevisions after(List<StoreEvent> events) {
        HashMap<String, Long> next = revisions;
        for (StoreEvent event : events) {
            if (event instanceof StoreEvent.Other other) {
                String name = StoreKeys.serialName(other.key());
                if (name != null) {
                    next = other.isRemoved() ? next.removed(name) : next.updated(name, other.revision());
                }
            }
        }
        return next == revisions ? this : new SerialRevisions(next);
    }

    long get(String name) {
        return revisions.getOrElse(name, () -> 0L);
    }
}

package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.Contents;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.HashMap;

/** All objects at one revision. The next revision's snapshot is made from this one and shares what did not change. */
final class CacheSnapshot implements Snapshot {

    private final long revision;
    private final HashMap<Kind, SortedObjects> kinds;
    private final SerialRevisions serials;

    /** A kind as it stands in keys. */
    record Kind(String group, String plural) {
        static Kind of(ResourceKey key) {
            return new Kind(key.group(), key.plural());
        }
    }

    private CacheSnapshot(long revision, HashMap<Kind, SortedObjects> kinds, SerialRevisions serials) {
        this.revision = revision;
        this.kinds = kinds;
        this.serials = serials;
    }

    static CacheSnapshot of(Contents contents) {
        HashMap<Kind, SortedObjects> kinds = new HashMap<>();
        for (StoredObject object : contents.objects()) {
            Kind kind = Kind.of(object.key());
            kinds = kinds.updated(kind, objects(kinds, kind).with(object));
        }
        return new CacheSnapshot(contents.revision(), kinds, SerialRevisions.of(contents.serials()));
    }

    /** The state after these events, which make up the revision; {@code changes} are those of objects. */
    CacheSnapshot after(long nextRevision, List<StoreEvent.Changed> changes, List<StoreEvent> events) {
        SerialRevisions nextSerials = changes.size() == events.size() ? serials : serials.after(events);
        if (changes.isEmpty()) {
            return new CacheSnapshot(nextRevision, kinds, nextSerials);
        }
        HashMap<Kind, SortedObjects> next = kinds;
        for (StoreEvent.Changed change : changes) {
            Kind kind = Kind.of(change.key());
            SortedObjects before = objects(next, kind);
            StoredObject current = change.current();
            next = next.updated(kind, current == null ? before.without(change.key()) : before.with(current));
        }
        return new CacheSnapshot(nextRevision, next, nextSerials);
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public @Nullable StoredObject get(ResourceKey key) {
        return objects(key.group(), key.plural()).get(key);
    }

    @Override
    public Iterable<StoredObject> list(String group, String plural, String namespace, @Nullable ResourceKey after) {
        return objects(group, plural).list(group, plural, namespace, after);
    }

    @Override
    public int count(String group, String plural, String namespace) {
        return objects(group, plural).count(group, plural, namespace);
    }

    @Override
    public long serial(String name) {
        return serials.get(name);
    }

    private SortedObjects objects(String group, String plural) {
        return objects(kinds, new Kind(group, plural));
    }

    private static SortedObjects objects(HashMap<Kind, SortedObjects> kinds, Kind kind) {
        return kinds.getOrElse(kind, () -> SortedObjects.EMPTY);
    }
}

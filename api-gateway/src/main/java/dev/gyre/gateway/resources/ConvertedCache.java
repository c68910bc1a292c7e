package dev.gyre.gateway.resources;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects as webhooks have converted them, for others who ask for the same. Bounded by what they take as JSON; those that nobody has
 * asked for the longest go first.
 */
final class ConvertedCache {

    /** Half the bound and more is not worth all that would have to go for it. */
    private static final int LARGEST_SHARE = 2;

    private final long maxBytes;
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ConvertedCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private record Key(ResourceKey object, long revision, String apiVersion) {
        static Key of(ResourceKind kind, StoredObject stored) {
            return new Key(stored.key(), stored.modRevision(), kind.apiVersion());
        }
    }

    /** {@code kind} is a definition at one revision, in one version. */
    private record Kept(ResourceKind kind, StoredObject stored, StoredObject served, long bytes) {}

    /** The object as it was converted to the kind's version, by the same definition; null where it was not. */
    synchronized @Nullable StoredObject get(ResourceKind kind, StoredObject stored) {
        Kept found = kept.get(Key.of(kind, stored));
        return found != null && found.kind() == kind && found.stored().json() == stored.json() ? found.served() : null;
    }

    void put(ResourceKind kind, StoredObject stored, StoredObject served) {
        long size = Json.write(served.json()).length;
        if (size > maxBytes / LARGEST_SHARE) {
            return;
        }
        synchronized (this) {
            Kept before = kept.put(Key.of(kind, stored), new Kept(kind, stored, served, size));
            bytes += size - (before == null ? 0 : before.bytes());
            Iterator<Kept> oldest = kept.values().iterator();
            while (bytes > maxBytes && oldest.hasNext()) {
                bytes -= oldest.next().bytes();
                oldest.remove();
            }
        }
    }
}

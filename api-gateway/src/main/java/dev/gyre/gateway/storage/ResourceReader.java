package dev.gyre.gateway.storage;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads and watches, served from memory. The watch cache implements it over the store's one watch; a later one serves the
 * past from the log. Snapshots are immutable and stay readable for as long as somebody holds them.
 */
public interface ResourceReader {

    /** All objects at one revision. */
    interface Snapshot {
        long revision();

        @Nullable
        StoredObject get(ResourceKey key);

        /**
         * Objects of a kind in the order of their keys; an empty namespace means all.
         *
         * @param after the key after which to go on; null from the start
         */
        Iterable<StoredObject> list(String group, String plural, String namespace, @Nullable ResourceKey after);

        /** How many {@link #list} would give from the start, cheaply. */
        int count(String group, String plural, String namespace);

        /** The revision at which the {@link Serial} of this name was last taken; 0 where there is none. */
        long serial(String name);
    }

    /** The newest snapshot in memory, without waiting. */
    Snapshot latest();

    /** The first snapshot that is not older than this revision; fails with {@link TimeoutException} after a bound. */
    CompletionStage<Snapshot> notOlderThan(long revision);

    /** A snapshot that has every write that was acknowledged before this call, by whichever gateway. */
    CompletionStage<Snapshot> consistent();

    /** Exactly this revision, if it is still kept; null where it is not. At least five minutes are kept. */
    @Nullable
    Snapshot at(long revision);

    /**
     * Follows the changes of a kind after this revision (exclusive). Fails with {@link ResourceStore.CompactedException}
     * where that is no longer kept.
     */
    ResourceStore.Watch watch(
            String group, String plural, String namespace, long afterRevision, ChangeListener listener);

    /** Hears changes in order. Must not block; a listener that cannot keep up is to end its watch itself. */
    interface ChangeListener {
        /** The changes of one step, possibly none: then it only says that the cache has reached the revision. */
        void onChanges(long revision, List<ResourceStore.StoreEvent.Changed> changes);

        void onEnd(Throwable cause);
    }

    /** The cache did not reach the revision in time. */
    final class TimeoutException extends RuntimeException {
        public TimeoutException(long wanted, long reached) {
            super("Too large resource version: " + wanted + ", current: " + reached);
        }
    }
}

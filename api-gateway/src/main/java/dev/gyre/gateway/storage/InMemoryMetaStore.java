package dev.gyre.gateway.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The machinery's keys in the store in memory. It has no clock: a lease lasts until somebody lets it {@link #expire},
 * which is how a test or a simulation kills its holder.
 */
public final class InMemoryMetaStore implements MetaStore {

    private final InMemoryResourceStore store;
    private final Map<Long, Set<String>> leases = new HashMap<>();
    private long lastLease;

    public InMemoryMetaStore(InMemoryResourceStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<@Nullable MetaKey> get(String key) {
        return CompletableFuture.completedStage(store.meta(key));
    }

    @Override
    public synchronized CompletionStage<Creation> create(String key, String value, long lease) {
        MetaKey there = store.meta(key);
        if (there != null) {
            return CompletableFuture.completedStage(new Creation(false, there, store.revision()));
        }
        if (lease != NO_LEASE) {
            Set<String> keys = leases.get(lease);
            if (keys == null) {
                return CompletableFuture.failedStage(
                        new ResourceStore.StoreException("there is no lease " + lease, null, false));
            }
            keys.add(key);
        }
        long revision = store.putMeta(key, value);
        return CompletableFuture.completedStage(new Creation(true, new MetaKey(value, revision, revision), revision));
    }

    @Override
    public synchronized CompletionStage<Long> grantLease(Duration timeToLive) {
        leases.put(++lastLease, new HashSet<>());
        return CompletableFuture.completedStage(lastLease);
    }

    @Override
    public synchronized CompletionStage<Boolean> keepAlive(long lease) {
        return CompletableFuture.completedStage(leases.containsKey(lease));
    }

    @Override
    public CompletionStage<Void> revoke(long lease) {
        expire(lease);
        return CompletableFuture.completedStage(null);
    }

    /** What etcd does when nobody keeps the lease alive. */
    public void expire(long lease) {
        Set<String> keys;
        synchronized (this) {
            keys = leases.remove(lease);
        }
        if (keys != null) {
            keys.forEach(store::removeMeta);
        }
    }

    /** Every lease that is alive. */
    public synchronized Set<Long> leases() {
        return Set.copyOf(leases.keySet());
    }
}

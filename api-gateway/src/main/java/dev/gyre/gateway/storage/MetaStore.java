package dev.gyre.gateway.storage;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the machinery, beside the objects: who is elected, which log belongs to the store. They are created once,
 * some of them under a lease, and their changes use up revisions like those of objects. Failures are {@link
 * ResourceStore.StoreException}s.
 */
public interface MetaStore {

    /** Outlives whoever creates it. */
    long NO_LEASE = 0;

    /** A key as it stands. Its create revision outlives changes, but not a removal. */
    record MetaKey(String value, long createRevision, long modRevision) {}

    /** The key as it stands after the attempt to create it: by this attempt, or by somebody before. */
    record Creation(boolean isOurs, MetaKey key, long revision) {}

    /** By a linearizable read; null where there is none. */
    CompletionStage<@Nullable MetaKey> get(String key);

    /** Creates the key unless it is there; with a lease it goes when the lease does. */
    CompletionStage<Creation> create(String key, String value, long lease);

    /** A lease that ends after this time unless it is kept alive. */
    CompletionStage<Long> grantLease(Duration timeToLive);

    /** Answers whether the lease still was there. */
    CompletionStage<Boolean> keepAlive(long lease);

    /** Ends the lease and removes its keys. Doing so twice does no harm. */
    CompletionStage<Void> revoke(long lease);
}

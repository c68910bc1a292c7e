package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.Contents;
import dev.gyre.gateway.storage.ResourceStore.StoreBatch;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.gateway.storage.cache.CacheSnapshot.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves reads and watches from memory: loads the store at one revision and follows its one watch from the next. Each
 * revision becomes an immutable snapshot, published before anybody is told of it. Where the store's history was lost
 * behind its back, it loads anew and ends the watches it serves, whose clients then list again.
 */
public final class WatchCache implements ResourceReader, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);
    private static final Duration SWEEP = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final ResourceStore store;
    private final Parts parts;
    private final ChangeHistory history;
    private final RevisionWaiters waiters;
    private final RevisionReads reads;
    private final Map<Kind, Set<CacheSubscriber>> subscribers = new ConcurrentHashMap<>();
    private final CompletableFuture<WatchCache> loaded = new CompletableFuture<>();
    private volatile CacheSnapshot latest = CacheSnapshot.of(new Contents(0, List.of(), Map.of()));
    private volatile boolean isClosed;
    private volatile @Nullable Watch watch;
    private Instant progressDue = Instant.MIN;

    /**
     * How much is kept and waited for.
     *
     * @param history how long revisions stay readable; at least this long, unless more than {@code maxChanges} pile up
     * @param maxChanges how many changes and revisions memory is given for
     * @param maxWait how long a read waits for a revision
     * @param progress how often a watch without changes is told how far the cache is
     */
    public record Limits(Duration history, int maxChanges, Duration maxWait, Duration progress) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofMinutes(5), 200_000, Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    /** What the cache runs on; {@code answers} runs what those do next who waited for a revision. */
    public record Parts(Limits limits, InstantSource clock, Timer timer, Executor answers) {}

    private WatchCache(ResourceStore store, Parts parts) {
        this.store = store;
        this.parts = parts;
        this.history =
                new ChangeHistory(parts.limits().history(), parts.limits().maxChanges());
        this.waiters = new RevisionWaiters(parts.limits().maxWait(), parts.answers());
        this.reads = new RevisionReads(store::currentRevision);
    }

    /** Completes when the store is loaded; keeps trying until then. */
    public static CompletionStage<WatchCache> start(ResourceStore store, Parts parts) {
        WatchCache cache = new WatchCache(store, parts);
        cache.load();
        cache.sweep();
        return cache.loaded;
    }

    private void load() {
        if (isClosed) {
            return;
        }
        store.load().whenComplete((contents, failure) -> {
            if (isClosed) {
                return;
            }
            if (failure == null) {
                restart(CacheSnapshot.of(contents));
            } else {
                LOG.warn("cannot load the store, trying again: {}", failure.getMessage());
                parts.timer().after(RETRY, this::load);
            }
        });
    }

    private void restart(CacheSnapshot snapshot) {
        long lost = latest.revision();
        synchronized (this) {
            history.restart(snapshot, parts.clock().instant());
            latest = snapshot;
        }
        if (lost > 0) {
            LOG.warn("history between {} and {} was compacted away; watches begin anew", lost, snapshot.revision());
            everySubscriber().forEach(s -> s.end(new CompactedException(snapshot.revision())));
        }
        waiters.reached(snapshot);
        watch = store.watch(snapshot.revision() + 1, new Follower());
        loaded.complete(this);
    }

    private final class Follower implements ResourceStore.WatchListener {
        @Override
        public void onBatch(StoreBatch batch) {
            apply(batch);
        }

        @Override
        public void onEnd(Throwable cause) {
            if (cause instanceof CompactedException) {
                load();
            } else if (!isClosed) {
                LOG.error("the store's watch is over: {}", cause.getMessage());
                everySubscriber().forEach(s -> s.end(cause));
            }
        }
    }

    private void apply(StoreBatch batch) {
        Set<Kind> changedKinds = new HashSet<>();
        synchronized (this) {
            Instant now = parts.clock().instant();
            CacheSnapshot snapshot = latest;
            List<StoreEvent> events = batch.events();
            for (int from = 0, to; from < events.size(); from = to) {
                long revision = events.get(from).revision();
                List<StoreEvent.Changed> changes = new ArrayList<>(1);
                for (to = from; to < events.size() && events.get(to).revision() == revision; to++) {
                    if (events.get(to) instanceof StoreEvent.Changed changed) {
                        changes.add(changed);
                        changedKinds.add(Kind.of(changed.key()));
                    }
                }
                snapshot = snapshot.after(revision, changes, events.subList(from, to));
                history.add(snapshot, changes, events.subList(from, to), now);
            }
            latest = snapshot;
        }
        waiters.reached(latest);
        for (Kind kind : changedKinds) {
            subscribers.getOrDefault(kind, Set.of()).forEach(CacheSubscriber::wake);
        }
    }

    /** What time alone brings about: progress for quiet watches, the end of history and of waiting. */
    private void sweep() {
        if (isClosed) {
            return;
        }
        Instant now = parts.clock().instant();
        waiters.expire(latest.revision(), now);
        if (!now.isBefore(progressDue)) {
            progressDue = now.plus(parts.limits().progress());
            // Quiet watches catch up before the history that they did not need is gone.
            everySubscriber().forEach(CacheSubscriber::wakeForProgress);
            synchronized (this) {
                history.trim(now);
            }
        }
        parts.timer().after(SWEEP, this::sweep);
    }

    private List<CacheSubscriber> everySubscriber() {
        return subscribers.values().stream().flatMap(Set::stream).toList();
    }

    @Override
    public Snapshot latest() {
        return latest;
    }

    @Override
    public CompletionStage<Snapshot> notOlderThan(long revision) {
        return waiters.await(revision, () -> latest, parts.clock().instant());
    }

    @Override
    public CompletionStage<Snapshot> consistent() {
        return reads.newest().thenCompose(this::notOlderThan);
    }

    @Override
    public @Nullable Snapshot at(long revision) {
        return revision > latest.revision() ? null : history.at(revision);
    }

    @Override
    public Watch watch(String group, String plural, String namespace, long afterRevision, ChangeListener listener) {
        Kind kind = new Kind(group, plural);
        CacheSubscriber subscriber = new CacheSubscriber(
                kind,
                namespace,
                afterRevision,
                new CacheSubscriber.Source(history, () -> latest.revision()),
                listener,
                over -> subscribers.getOrDefault(over.kind(), Set.of()).remove(over));
        subscribers.computeIfAbsent(kind, k -> ConcurrentHashMap.newKeySet()).add(subscriber);
        if (!history.isWholeAfter(afterRevision)) {
            subscriber.close();
            throw new CompactedException(history.trimmedUpTo());
        }
        subscriber.wake();
        return subscriber;
    }

    /** Serves no more; the store stays open. */
    @Override
    public void close() {
        isClosed = true;
        Watch open = watch;
        if (open != null) {
            open.close();
        }
        everySubscriber()
                .forEach(s -> s.end(new ResourceStore.StoreException("the gateway is shutting down", null, false)));
    }
}

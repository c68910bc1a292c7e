package dev.gyre.gateway.storage;

import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.SharedTrees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory, with etcd's semantics to the revision: it starts at 1, each transaction that changes something is
 * one revision, keys of the machinery (epochs, the relay's term) use up revisions too, and history ends at a compaction.
 * Every stage that it answers is already complete, so with {@code Runnable::run} as the executor of deliveries a whole
 * plane runs on one thread, in one order.
 */
public final class InMemoryResourceStore implements ResourceStore, StoreUpkeep {

    private static final int MAX_HISTORY = 200_000;
    private static final int MAX_REVISIONS_PER_BATCH = 256;

    private final Executor deliveries;
    private final int maxObjectBytes;
    private final NavigableMap<ResourceKey, StoredObject> objects = new TreeMap<>();
    private final Map<String, MetaStore.MetaKey> metaKeys = new HashMap<>();
    private final NavigableMap<Long, List<StoreEvent>> history = new TreeMap<>();
    private final List<MemoryWatch> watches = new CopyOnWriteArrayList<>();
    private long revision = 1;
    private long compactRevision = 0;
    private boolean isClosed;

    /** Delivers changes inline, within the write that makes them. */
    public InMemoryResourceStore() {
        this(Runnable::run);
    }

    /** {@code deliveries} runs the watches; each of them stays in order whatever the executor does. */
    public InMemoryResourceStore(Executor deliveries) {
        this(deliveries, DEFAULT_MAX_OBJECT_BYTES);
    }

    public InMemoryResourceStore(Executor deliveries, int maxObjectBytes) {
        this.deliveries = deliveries;
        this.maxObjectBytes = maxObjectBytes;
    }

    @Override
    public CompletionStage<WriteResult> write(Write write) {
        WriteResult result;
        try {
            result = commit(write);
        } catch (StoreException refused) {
            return CompletableFuture.failedStage(refused);
        }
        deliver();
        return CompletableFuture.completedStage(result);
    }

    private synchronized WriteResult commit(Write write) {
        requireOpen();
        for (Guard guard : write.guards()) {
            if (!holds(guard)) {
                return new WriteResult.GuardFailed(revision, guard);
            }
        }
        StoredObject previous = objects.get(write.key());
        if (write.expectedRevision() != (previous == null ? 0 : previous.modRevision())) {
            return new WriteResult.Conflict(revision, previous);
        }
        for (Serial serial : write.serials()) {
            if (serial.isCompared() && serial.revision() != serialRevision(serial.name())) {
                return new WriteResult.SerialMoved(revision, serial);
            }
        }
        StoredObject current = switch (write) {
            case Write.Put put -> put(put, previous);
            case Write.Remove remove -> remove(remove);
        };
        List<StoreEvent> events = new ArrayList<>();
        events.add(new StoreEvent.Changed(revision, write.key(), current, previous, write.provenance()));
        write.serials().forEach(serial -> use(serial, events));
        record(List.copyOf(events));
        return new WriteResult.Committed(revision);
    }

    private long serialRevision(String name) {
        MetaStore.MetaKey key = metaKeys.get(StoreKeys.serial(name));
        return key == null ? 0 : key.modRevision();
    }

    /** In the revision of the write that names it. */
    private void use(Serial serial, List<StoreEvent> events) {
        String key = StoreKeys.serial(serial.name());
        switch (serial.use()) {
            case SEEN -> {}
            case TAKEN -> {
                metaKeys.put(key, new MetaStore.MetaKey("", revision, revision));
                events.add(new StoreEvent.Other(revision, key));
            }
            case DROPPED -> {
                if (metaKeys.remove(key) != null) {
                    events.add(new StoreEvent.Other(revision, key, true));
                }
            }
        }
    }

    private StoredObject put(Write.Put put, @Nullable StoredObject previous) {
        int bytes = Json.write(put.json()).length;
        if (bytes > maxObjectBytes) {
            throw new TooLargeException(bytes, maxObjectBytes);
        }
        revision++;
        long created = previous == null ? revision : previous.createRevision();
        // A copy, since with etcd in between nobody shares a tree with the writer either.
        StoredObject current =
                new StoredObject(put.key(), SharedTrees.of(put.json().deepCopy()), created, revision, put.provenance());
        objects.put(put.key(), current);
        return current;
    }

    private @Nullable StoredObject remove(Write.Remove remove) {
        if (remove.expectedRevision() == 0) {
            throw new IllegalArgumentException("a removal must name the revision of what it removes: " + remove.key());
        }
        revision++;
        objects.remove(remove.key());
        return null;
    }

    private boolean holds(Guard guard) {
        return switch (guard) {
            case Guard.Epoch epoch -> {
                MetaStore.MetaKey key = metaKeys.get(StoreKeys.epoch(epoch.partition()));
                yield key != null && key.modRevision() == epoch.epoch();
            }
            case Guard.Exists exists -> exists.uid().equals(uidAt(exists.key()));
            case Guard.Absent absent -> !absent.uid().equals(uidAt(absent.key()));
            case Guard.Unchanged unchanged -> {
                StoredObject object = objects.get(unchanged.key());
                yield object != null && object.modRevision() == unchanged.revision();
            }
            case Guard.Generation generation -> {
                StoredObject object = objects.get(generation.key());
                yield object != null && object.isOf(generation);
            }
        };
    }

    private @Nullable String uidAt(ResourceKey key) {
        StoredObject object = objects.get(key);
        return object == null ? null : object.uid();
    }

    @Override
    public synchronized CompletionStage<Long> currentRevision() {
        return CompletableFuture.completedStage(revision);
    }

    @Override
    public synchronized CompletionStage<Contents> load() {
        Map<String, Long> serials = new HashMap<>();
        metaKeys.forEach((key, value) -> {
            String name = StoreKeys.serialName(key);
            if (name != null) {
                serials.put(name, value.modRevision());
            }
        });
        return CompletableFuture.completedStage(
                new Contents(revision, List.copyOf(objects.values()), Map.copyOf(serials)));
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return CompletableFuture.completedStage(putMeta(StoreKeys.epoch(partition), holder));
    }

    /** Puts a key of the machinery and answers the revision of that. */
    public long putMeta(String key, String value) {
        long put;
        synchronized (this) {
            requireOpen();
            put = ++revision;
            MetaStore.MetaKey previous = metaKeys.get(key);
            metaKeys.put(key, new MetaStore.MetaKey(value, previous == null ? put : previous.createRevision(), put));
            record(List.of(new StoreEvent.Other(put, key)));
        }
        deliver();
        return put;
    }

    /** Removes a key of the machinery, as the end of a lease does. Removing what is not there is no transaction. */
    public void removeMeta(String key) {
        synchronized (this) {
            requireOpen();
            if (metaKeys.remove(key) == null) {
                return;
            }
            record(List.of(new StoreEvent.Other(++revision, key, true)));
        }
        deliver();
    }

    public synchronized MetaStore.@Nullable MetaKey meta(String key) {
        return metaKeys.get(key);
    }

    synchronized long revision() {
        return revision;
    }

    @Override
    public synchronized CompletionStage<Void> compact(long upTo) {
        if (upTo > revision) {
            return CompletableFuture.failedStage(
                    new StoreException("cannot compact at " + upTo + ", the store is at " + revision, null, false));
        }
        forget(upTo);
        return CompletableFuture.completedStage(null);
    }

    /** It has no file; the number of revisions kept stands for its size. */
    @Override
    public synchronized CompletionStage<Size> size() {
        return CompletableFuture.completedStage(new Size(history.size(), history.size()));
    }

    @Override
    public CompletionStage<Void> defragment() {
        return CompletableFuture.completedStage(null);
    }

    private void forget(long upTo) {
        compactRevision = Math.max(compactRevision, upTo);
        history.headMap(compactRevision, true).clear();
    }

    /** What one revision changed. */
    private void record(List<StoreEvent> events) {
        history.put(revision, events);
        if (history.size() > MAX_HISTORY) {
            forget(history.firstKey());
        }
    }

    @Override
    public Watch watch(long fromRevision, WatchListener listener) {
        MemoryWatch watch = new MemoryWatch(fromRevision, listener);
        watches.add(watch);
        watch.wake();
        return watch;
    }

    @Override
    public CompletionStage<Stretch> history(long fromRevision) {
        try {
            StoreBatch batch = next(fromRevision);
            return CompletableFuture.completedStage(
                    batch == null
                            ? new Stretch(List.of(), fromRevision)
                            : new Stretch(List.of(() -> batch), batch.revision() + 1));
        } catch (CompactedException | StoreException gone) {
            return CompletableFuture.failedStage(gone);
        }
    }

    private void deliver() {
        watches.forEach(MemoryWatch::wake);
    }

    private void requireOpen() {
        if (isClosed) {
            throw new StoreException("the store is closed", null, false);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        deliver();
    }

    /** What comes next for a watch at this revision: null where there is nothing yet. */
    private synchronized @Nullable StoreBatch next(long from) {
        if (from <= compactRevision) {
            throw new CompactedException(compactRevision);
        }
        List<StoreEvent> events = new ArrayList<>();
        long last = 0;
        for (Map.Entry<Long, List<StoreEvent>> step :
                history.tailMap(from, true).entrySet()) {
            last = step.getKey();
            events.addAll(step.getValue());
            if (events.size() >= MAX_REVISIONS_PER_BATCH) {
                break;
            }
        }
        if (events.isEmpty()) {
            requireOpen();
            return null;
        }
        return new StoreBatch(last, List.copyOf(events));
    }

    /** A cursor on the history. However often it is woken, and by whom, one thread at a time moves it. */
    private final class MemoryWatch implements Watch {
        private final WatchListener listener;
        private final AtomicInteger wakeUps = new AtomicInteger();
        private long next;
        private volatile boolean isOver;

        MemoryWatch(long from, WatchListener listener) {
            this.next = from;
            this.listener = listener;
        }

        void wake() {
            if (wakeUps.getAndIncrement() == 0) {
                deliveries.execute(this::run);
            }
        }

        private void run() {
            int seen;
            do {
                seen = wakeUps.get();
                drain();
            } while (wakeUps.addAndGet(-seen) != 0);
        }

        private void drain() {
            try {
                for (StoreBatch batch = next(next); batch != null && !isOver; batch = next(next)) {
                    next = batch.revision() + 1;
                    listener.onBatch(batch);
                }
            } catch (CompactedException | StoreException end) {
                if (!isOver) {
                    close();
                    listener.onEnd(end);
                }
            }
        }

        @Override
        public void close() {
            isOver = true;
            watches.remove(this);
        }
    }
}

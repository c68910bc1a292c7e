package dev.gyre.events.memory;

import dev.gyre.events.EventLog;
import dev.gyre.events.OffsetOutOfRangeException;
import dev.gyre.events.PartitionCountException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A log that lives as long as its process. Appends are taken at once; readers and owners are called on the executor, so a
 * test that hands in its own queue decides when each of them runs. Reading waits for nothing but that queue. It can also
 * do what a real broker must not: forget its tail ({@link #loseTail}).
 */
public final class InMemoryEventLog implements EventLog {

    private static final int MAX_BATCH = 500;

    private final Map<String, List<KeptEntries>> topics = new HashMap<>();
    private final List<Reader> readers = new ArrayList<>();
    private final InMemoryGroups groups;
    private final Executor executor;
    private final InstantSource clock;
    private final @Nullable ExecutorService ownExecutor;
    private boolean isClosed;

    /** Delivers on one thread of its own. */
    public InMemoryEventLog() {
        this(InstantSource.system());
    }

    /** The same, with a clock that says when records are appended. */
    public InMemoryEventLog(InstantSource clock) {
        ExecutorService own = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("in-memory-log").factory());
        this.executor = own;
        this.clock = clock;
        this.ownExecutor = own;
        this.groups = new InMemoryGroups(own);
    }

    /** Delivers where the caller wants; deterministic if the executor is. */
    public InMemoryEventLog(Executor executor) {
        this.executor = executor;
        this.clock = InstantSource.system();
        this.ownExecutor = null;
        this.groups = new InMemoryGroups(executor);
    }

    @Override
    public synchronized CompletionStage<Void> ensureTopics(List<TopicSpec> specs) {
        for (TopicSpec spec : specs) {
            List<KeptEntries> partitions = topics.get(spec.name());
            if (partitions == null) {
                partitions = new ArrayList<>();
                for (int i = 0; i < spec.partitions(); i++) {
                    partitions.add(new KeptEntries());
                }
                topics.put(spec.name(), partitions);
            } else if (partitions.size() != spec.partitions()) {
                return CompletableFuture.failedFuture(
                        new PartitionCountException(spec.name(), spec.partitions(), partitions.size()));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Long> append(Entry entry) {
        if (isClosed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the log is closed"));
        }
        KeptEntries entries;
        try {
            entries = entries(entry.partition());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        long offset = entries.add(entry, clock.millis());
        readers.forEach(Reader::wake);
        return CompletableFuture.completedFuture(offset);
    }

    @Override
    public synchronized CompletionStage<Map<Partition, Long>> beginningOffsets(Collection<Partition> partitions) {
        return offsets(partitions, KeptEntries::begin);
    }

    @Override
    public synchronized CompletionStage<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
        return offsets(partitions, KeptEntries::end);
    }

    @Override
    public synchronized CompletionStage<Map<Partition, Long>> offsetsSince(
            Collection<Partition> partitions, Instant time) {
        return offsets(partitions, entries -> entries.since(EventLog.recordMillis(time)));
    }

    private CompletionStage<Map<Partition, Long>> offsets(
            Collection<Partition> partitions, Function<KeptEntries, Long> offset) {
        Map<Partition, Long> offsets = new HashMap<>();
        try {
            partitions.forEach(p -> offsets.put(p, offset.apply(entries(p))));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.completedFuture(offsets);
    }

    @Override
    public synchronized CompletionStage<Void> trim(Map<Partition, Long> before) {
        try {
            before.forEach((partition, offset) -> entries(partition).trim(offset));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed) {
        Reader reader = new Reader(from, handler, failed);
        readers.add(reader);
        reader.wake();
        return reader;
    }

    @Override
    public Subscription own(String group, String topic, OwnershipListener listener) {
        int partitions;
        synchronized (this) {
            partitions = partitions(topic).size();
        }
        return groups.join(group + "/" + topic, partitions, listener);
    }

    /** Forgets the last records of a partition, as a broker may whose disk did not keep what it had acknowledged. */
    public synchronized void loseTail(Partition partition, int records) {
        entries(partition).loseTail(records);
    }

    /** All that a partition holds now. */
    public synchronized List<StoredEntry> contents(Partition partition) {
        return entries(partition).slice(partition, entries(partition).begin(), Integer.MAX_VALUE);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        readers.clear();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    private List<KeptEntries> partitions(String topic) {
        List<KeptEntries> partitions = topics.get(topic);
        if (partitions == null) {
            throw new IllegalArgumentException("there is no topic " + topic);
        }
        return partitions;
    }

    private KeptEntries entries(Partition partition) {
        List<KeptEntries> partitions = partitions(partition.topic());
        if (partition.number() < 0 || partition.number() >= partitions.size()) {
            throw new IllegalArgumentException("there is no partition " + partition);
        }
        return partitions.get(partition.number());
    }

    /** One subscription: at most one step of it is queued or under way at a time. */
    private final class Reader implements Subscription {
        private final Map<Partition, Long> positions;
        private final Function<List<StoredEntry>, CompletionStage<Void>> handler;
        private final FailureHandler failed;
        private boolean isBusy;

        Reader(
                Map<Partition, Long> from,
                Function<List<StoredEntry>, CompletionStage<Void>> handler,
                FailureHandler failed) {
            this.positions = new java.util.TreeMap<>(
                    java.util.Comparator.comparing(Partition::topic).thenComparing(Partition::number));
            this.positions.putAll(from);
            this.handler = handler;
            this.failed = failed;
        }

        void wake() {
            if (!isBusy) {
                isBusy = true;
                executor.execute(this::step);
            }
        }

        private void step() {
            List<StoredEntry> batch;
            synchronized (InMemoryEventLog.this) {
                isBusy = false;
                if (!readers.contains(this)) {
                    return;
                }
                try {
                    batch = next();
                } catch (RuntimeException e) {
                    batch = List.of();
                    executor.execute(() -> end(e));
                }
                isBusy = !batch.isEmpty();
            }
            if (!batch.isEmpty()) {
                handle(batch);
            }
        }

        private void handle(List<StoredEntry> batch) {
            CompletionStage<Void> handled;
            try {
                handled = handler.apply(batch);
            } catch (RuntimeException e) {
                end(e);
                return;
            }
            handled.whenComplete((done, error) -> {
                if (error != null) {
                    end(error);
                } else {
                    executor.execute(this::step);
                }
            });
        }

        private List<StoredEntry> next() {
            List<StoredEntry> batch = new ArrayList<>();
            for (Map.Entry<Partition, Long> position : positions.entrySet()) {
                KeptEntries kept = entries(position.getKey());
                if (position.getValue() > kept.end() || position.getValue() < kept.begin()) {
                    throw new OffsetOutOfRangeException(
                            position.getKey(), position.getValue(), kept.begin(), kept.end());
                }
                List<StoredEntry> slice = kept.slice(position.getKey(), position.getValue(), MAX_BATCH - batch.size());
                batch.addAll(slice);
                position.setValue(position.getValue() + slice.size());
            }
            return batch;
        }

        private void end(Throwable cause) {
            synchronized (InMemoryEventLog.this) {
                if (!readers.remove(this)) {
                    return;
                }
            }
            failed.failed(cause);
        }

        @Override
        public void close() {
            synchronized (InMemoryEventLog.this) {
                readers.remove(this);
            }
        }
    }
}

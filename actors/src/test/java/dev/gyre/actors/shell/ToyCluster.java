package dev.gyre.actors.shell;

import dev.gyre.events.BrokenHistoryException;
import dev.gyre.events.ChangeFeed;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.EventLog;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The toy store behind the ports that a plane stands on; every answer comes on another thread, as over a network. */
public final class ToyCluster implements ApiClient, ChangeFeed, DecisionLog, AutoCloseable {

    private static final EventLog.Partition TOYS = new EventLog.Partition("toys", 0);

    private final ToyStore store = new ToyStore();
    /** How often everything was asked for. */
    public final AtomicInteger snapshots = new AtomicInteger();

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    public final List<DecisionRecord> decisions = new CopyOnWriteArrayList<>();

    private final class Follower implements Following {
        final Function<Advance, CompletionStage<Void>> handler;
        final EventLog.FailureHandler failed;
        volatile int read;
        boolean isBusy;
        volatile long told;

        Follower(Function<Advance, CompletionStage<Void>> handler, EventLog.FailureHandler failed) {
            this.handler = handler;
            this.failed = failed;
        }

        void advance() {
            if (isBusy || !followers.contains(this) || told == store.revision()) {
                return;
            }
            isBusy = true;
            List<ResourceEvent> events = List.copyOf(store.history.subList(read, store.history.size()));
            read = store.history.size();
            told = store.revision();
            handler.apply(new Advance(told, events)).thenRunAsync(this::applied, network);
        }

        private void applied() {
            isBusy = false;
            advance();
        }

        @Override
        public Place place() {
            return new Place("toys", 1, told, Map.of(TOYS, new Checkpoint.Mark(read, null, 1, 1)), 0);
        }

        @Override
        public void close() {
            followers.remove(this);
        }
    }

    /** Does something with the store, alone. */
    public <T> T with(Function<ToyStore, T> access) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            T result = access.apply(store);
                            followers.forEach(Follower::advance);
                            return result;
                        },
                        network)
                .join();
    }

    /** Breaks every feed; whoever follows has to start over. */
    public void breakFeeds() {
        List<Follower> broken = List.copyOf(followers);
        followers.clear();
        broken.forEach(f -> f.failed.failed(new IllegalStateException("the feed broke")));
    }

    private <T> CompletionStage<T> later(Function<ToyStore, T> access) {
        return CompletableFuture.supplyAsync(
                () -> {
                    T result = access.apply(store);
                    followers.forEach(Follower::advance);
                    return result;
                },
                network);
    }

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause) {
        return later(store -> store.execute(command, cause));
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        return later(store -> Optional.ofNullable(store.objects.get(key)));
    }

    @Override
    public CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, String labelSelector, String fieldSelector) {
        throw new UnsupportedOperationException("toys do not list");
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return later(ToyStore::revision);
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return later(store -> store.raiseEpoch(partition));
    }

    @Override
    public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
        throw new UnsupportedOperationException("controllers ask for no tokens");
    }

    @Override
    public CompletionStage<ResourceList> snapshot() {
        snapshots.incrementAndGet();
        return later(store -> new ResourceList(store.revision(), new ArrayList<>(store.objects.values())));
    }

    @Override
    public CompletionStage<Offsets> currentOffsets() {
        return later(store -> new Offsets(Map.of(TOYS, (long) store.history.size())));
    }

    @Override
    public Following follow(
            Offsets from,
            long afterRevision,
            Function<Advance, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        return follow(from.byPartition().get(TOYS), handler, failed);
    }

    @Override
    public Following follow(
            Place from, Function<Advance, CompletionStage<Void>> handler, EventLog.FailureHandler failed) {
        if (!from.clusterId().equals("toys")) {
            throw new BrokenHistoryException("this is the log of toys, and not of " + from.clusterId());
        }
        return follow(from.changes().get(TOYS).offset(), handler, failed);
    }

    private Following follow(
            long offset, Function<Advance, CompletionStage<Void>> handler, EventLog.FailureHandler failed) {
        Follower follower = new Follower(handler, failed);
        follower.read = (int) offset;
        followers.add(follower);
        network.execute(follower::advance);
        return follower;
    }

    @Override
    public CompletionStage<Void> append(DecisionRecord decision) {
        return later(store -> {
            decisions.add(decision);
            return null;
        });
    }

    /** A log of which only the groups are used: all partitions go to the member that joined last. */
    public EventLog groups(int partitions) {
        return new ToyGroups(partitions, network);
    }

    @Override
    public void close() {
        network.shutdownNow();
    }

    private static final class ToyGroups implements EventLog {
        private final List<Integer> partitions = new ArrayList<>();
        private final Executor network;
        private OwnershipListener owner;

        ToyGroups(int partitions, Executor network) {
            for (int p = 0; p < partitions; p++) {
                this.partitions.add(p);
            }
            this.network = network;
        }

        @Override
        public Subscription own(String group, String topic, OwnershipListener listener) {
            network.execute(() -> {
                if (owner != null) {
                    owner.lost(partitions);
                }
                owner = listener;
                listener.gained(partitions);
            });
            return () -> {};
        }

        @Override
        public CompletionStage<Void> ensureTopics(List<TopicSpec> topics) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Long> append(Entry entry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Map<Partition, Long>> beginningOffsets(Collection<Partition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Map<Partition, Long>> offsetsSince(Collection<Partition> partitions, Instant time) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> trim(Map<Partition, Long> before) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Subscription follow(
                Map<Partition, Long> from,
                Function<List<StoredEntry>, CompletionStage<Void>> handler,
                FailureHandler failed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}

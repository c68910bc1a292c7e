package dev.gyre.gateway.storage.cache;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.node;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static dev.gyre.gateway.storage.StoreFixtures.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WatchCacheTest extends WatchCacheContract {

    @Override
    protected ResourceStore emptyStore() {
        return new InMemoryResourceStore();
    }

    /** A cache on one thread, whose time and deliveries the test turns by hand. */
    private static final class ByHand {
        final Queue<Runnable> deliveries = new ArrayDeque<>();
        final Queue<Runnable> timers = new ArrayDeque<>();
        final InMemoryResourceStore store = new InMemoryResourceStore(deliveries::add);
        Instant now = Instant.EPOCH;
        final WatchCache cache;

        ByHand(int maxChanges) {
            cache = await(WatchCache.start(
                    store,
                    new WatchCache.Parts(
                            new WatchCache.Limits(
                                    Duration.ofMinutes(5), maxChanges, Duration.ofSeconds(3), Duration.ofSeconds(1)),
                            () -> now,
                            (delay, step) -> timers.add(step),
                            Runnable::run)));
        }

        void deliver() {
            while (!deliveries.isEmpty()) {
                deliveries.remove().run();
            }
        }

        void pass(Duration time) {
            now = now.plus(time);
            for (int due = timers.size(); due > 0; due--) {
                timers.remove().run();
            }
        }
    }

    @Test
    void historyIsKeptForFiveMinutes() {
        ByHand it = new ByHand(10_000);
        long first = committed(it.store, put(pod("a"), 0, "u1", "1"));
        it.deliver();
        it.pass(Duration.ofMinutes(4));
        long second = committed(it.store, put(pod("a"), first, "u1", "2"));
        it.deliver();
        it.pass(Duration.ofSeconds(59));
        assertThat(it.cache.at(first)).isNotNull();

        it.pass(Duration.ofSeconds(2));

        assertThat(it.cache.at(first)).isNull();
        assertThat(it.cache.at(second)).isNotNull();
        assertThatThrownBy(() -> it.cache.watch("", "pods", "", first - 1, new RecordingChanges()))
                .isInstanceOf(CompactedException.class);
        RecordingChanges after = new RecordingChanges();
        it.cache.watch("", "pods", "", first, after);
        assertThat(after.revisionsUpTo(second)).containsExactly(second);
    }

    @Test
    void eachRevisionIsReadAsItWas() {
        ByHand it = new ByHand(10_000);
        Map<Long, List<String>> states = new TreeMap<>();
        Map<String, Long> pods = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            String name = "p-" + i % 7;
            Long known = pods.remove(name);
            long revision = known == null
                    ? committed(it.store, put(pod(name), 0, "u" + i, ""))
                    : committed(it.store, remove(pod(name), known));
            if (known == null) {
                pods.put(name, revision);
            }
            states.put(revision, List.copyOf(pods.keySet()));
        }
        it.deliver();

        states.forEach((revision, names) -> {
            List<String> read = new ArrayList<>();
            it.cache
                    .at(revision)
                    .list("", "pods", "", null)
                    .forEach(pod -> read.add(pod.key().name()));
            assertThat(read).as("at revision %d", revision).isEqualTo(names);
        });
    }

    @Test
    void memoryHasTheLastWordOnHistory() {
        ByHand it = new ByHand(100);
        long last = 0;
        for (int i = 0; i < 500; i++) {
            last = committed(it.store, put(pod("p-" + i), 0, "u" + i, ""));
        }
        it.deliver();
        it.pass(Duration.ofSeconds(1));

        assertThat(it.cache.at(last - 40)).isNotNull();
        assertThat(it.cache.at(last - 60)).isNull();
        assertThat(it.cache.latest().count("", "pods", "")).isEqualTo(500);
    }

    @Test
    void aWatchOfAQuietKindOutlivesTheHistoryThatItDidNotNeed() {
        ByHand it = new ByHand(100);
        RecordingChanges nodes = new RecordingChanges();
        it.cache.watch("", "nodes", "", it.cache.latest().revision(), nodes);
        for (int i = 0; i < 500; i++) {
            committed(it.store, put(pod("p-" + i), 0, "u" + i, ""));
        }
        it.deliver();
        it.pass(Duration.ofSeconds(1));
        long late = committed(it.store, put(node("late"), 0, "n", ""));
        it.deliver();

        assertThat(nodes.revisionsUpTo(late)).containsExactly(late);
        assertThat(nodes.isOver()).isFalse();
    }

    @Test
    void whereHistoryWasLostItLoadsAnewAndEndsItsWatches() {
        ByHand it = new ByHand(10_000);
        RecordingChanges watcher = new RecordingChanges();
        it.cache.watch("", "pods", "", it.cache.latest().revision(), watcher);
        long created = committed(it.store, put(pod("a"), 0, "u1", "1"));
        long updated = committed(it.store, put(pod("a"), created, "u1", "2"));
        it.store.compact(created);

        it.deliver();

        assertThat(watcher.end()).isInstanceOf(CompactedException.class);
        assertThat(it.cache.latest().get(pod("a")).modRevision()).isEqualTo(updated);
        assertThat(it.cache.at(updated - 1)).isNull();
        RecordingChanges again = new RecordingChanges();
        it.cache.watch("", "pods", "", updated, again);
        long more = committed(it.store, put(pod("b"), 0, "u2", ""));
        it.deliver();
        assertThat(again.revisionsUpTo(more)).containsExactly(more);
    }

    @Test
    void whoWaitsIsAnsweredByTheFirstSnapshotThatIsNewEnough() {
        ByHand it = new ByHand(10_000);
        long first = committed(it.store, put(pod("a"), 0, "u1", "1"));
        CompletableFuture<Snapshot> waiting = it.cache.notOlderThan(first).toCompletableFuture();
        assertThat(waiting).isNotDone();

        it.deliver();

        assertThat(waiting.join().revision()).isEqualTo(first);
    }

    @Test
    void readsOfTheRevisionAreSharedButNeverOlderThanTheirCallers() {
        List<CompletableFuture<Long>> begun = new ArrayList<>();
        RevisionReads reads = new RevisionReads(() -> {
            begun.add(new CompletableFuture<>());
            return begun.getLast();
        });
        CompletionStage<Long> first = reads.newest();
        List<CompletionStage<Long>> during = List.of(reads.newest(), reads.newest(), reads.newest());
        assertThat(begun).hasSize(1);

        begun.get(0).complete(5L);

        assertThat(await(first)).isEqualTo(5);
        assertThat(begun).hasSize(2);
        assertThat(during).noneMatch(stage -> stage.toCompletableFuture().isDone());
        begun.get(1).completeExceptionally(new ResourceStore.StoreException("gone", null, false));
        assertThat(during).allMatch(stage -> stage.toCompletableFuture().isCompletedExceptionally());
        CompletionStage<Long> later = reads.newest();
        begun.get(2).complete(9L);
        assertThat(await(later)).isEqualTo(9);
        assertThat(begun).hasSize(3);
    }
}

package dev.gyre.gateway.storage.cache;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.because;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.deployment;
import static dev.gyre.gateway.storage.StoreFixtures.node;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static dev.gyre.gateway.storage.StoreFixtures.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the cache promises, over any store. */
public abstract class WatchCacheContract {

    ResourceStore store;
    WatchCache cache;
    final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

    protected abstract ResourceStore emptyStore();

    WatchCache.Limits limits() {
        return new WatchCache.Limits(Duration.ofMinutes(5), 10_000, Duration.ofMillis(600), Duration.ofMillis(20));
    }

    @BeforeEach
    void open() {
        store = emptyStore();
        committed(store, put(node("first"), 0, "u0", ""));
        cache = await(WatchCache.start(
                store, new WatchCache.Parts(limits(), InstantSource.system(), Timer.on(timers), Runnable::run)));
    }

    @AfterEach
    void close() {
        cache.close();
        store.close();
        timers.shutdownNow();
    }

    @Test
    void aReadAfterAWriteSeesIt() {
        for (int i = 0; i < 50; i++) {
            long revision = committed(store, put(pod("p-" + i), 0, "u" + i, ""));
            Snapshot snapshot = await(cache.consistent());
            assertThat(snapshot.revision()).isGreaterThanOrEqualTo(revision);
            assertThat(snapshot.get(pod("p-" + i)).modRevision()).isEqualTo(revision);
        }
        assertThat(cache.latest().get(node("first"))).isNotNull();
    }

    @Test
    void listsAreInOrderAndByNamespace() {
        for (String name : List.of("b", "a", "c", "a-b", "a.b")) {
            committed(store, put(ResourceKey.namespaced("", "pods", "one", name), 0, "1" + name, ""));
            committed(store, put(ResourceKey.namespaced("", "pods", "one-two", name), 0, "2" + name, ""));
        }
        committed(store, put(deployment("d"), 0, "d", ""));
        Snapshot snapshot = await(cache.consistent());

        assertThat(names(snapshot.list("", "pods", "one", null))).containsExactly("a", "a-b", "a.b", "b", "c");
        assertThat(names(snapshot.list("", "pods", "", null)))
                .containsExactly("a", "a-b", "a.b", "b", "c", "a", "a-b", "a.b", "b", "c");
        assertThat(snapshot.count("", "pods", "one")).isEqualTo(5);
        assertThat(snapshot.count("", "pods", "")).isEqualTo(10);
        assertThat(snapshot.count("", "pods", "two")).isZero();
        assertThat(snapshot.count("apps", "replicasets", "")).isZero();
        assertThat(names(snapshot.list("", "pods", "one", ResourceKey.namespaced("", "pods", "one", "a-b"))))
                .containsExactly("a.b", "b", "c");
        assertThat(names(snapshot.list("", "pods", "", ResourceKey.namespaced("", "pods", "one", "c"))))
                .containsExactly("a", "a-b", "a.b", "b", "c");
    }

    @Test
    void aSnapshotStaysWhatItWas() {
        long created = committed(store, put(pod("a"), 0, "u1", "1"));
        Snapshot before = await(cache.notOlderThan(created));
        long updated = committed(store, put(pod("a"), created, "u1", "2"));
        long removed = committed(store, remove(pod("a"), updated));
        long other = await(store.raiseEpoch("changes-0", "me"));
        await(cache.notOlderThan(other));

        assertThat(before.get(pod("a")).modRevision()).isEqualTo(created);
        assertThat(cache.at(created - 1).get(pod("a"))).isNull();
        assertThat(cache.at(created).get(pod("a")).modRevision()).isEqualTo(created);
        assertThat(cache.at(updated).get(pod("a")).modRevision()).isEqualTo(updated);
        assertThat(cache.at(removed).get(pod("a"))).isNull();
        assertThat(cache.at(other).revision()).isEqualTo(other);
        assertThat(cache.at(other + 1)).isNull();
        assertThat(cache.at(0)).isNull();
    }

    @Test
    void aSnapshotKnowsTheSerialsOfItsRevision() {
        long taken = committed(store, put(pod("a"), 0, "u1", "", Serial.taken("quota/x", 0)));
        long again = committed(store, put(pod("b"), 0, "u2", "", Serial.taken("quota/x", taken)));
        long unrelated = committed(store, put(pod("c"), 0, "u3", ""));
        long dropped = committed(
                store,
                new ResourceStore.Write.Remove(
                        pod("c"), unrelated, because("x"), List.of(), List.of(Serial.dropped("quota/x"))));
        await(cache.notOlderThan(dropped));

        assertThat(cache.at(taken - 1).serial("quota/x")).isZero();
        assertThat(cache.at(taken).serial("quota/x")).isEqualTo(taken);
        assertThat(cache.at(again).serial("quota/x")).isEqualTo(again);
        assertThat(cache.at(unrelated).serial("quota/x")).isEqualTo(again);
        assertThat(cache.at(dropped).serial("quota/x")).isZero();
    }

    @Test
    void serialsAreThereFromTheStart() {
        long taken = committed(store, put(pod("a"), 0, "u1", "", Serial.taken("clusterip/10.96.0.5", 0)));
        try (WatchCache second = await(WatchCache.start(
                store, new WatchCache.Parts(limits(), InstantSource.system(), Timer.on(timers), Runnable::run)))) {
            assertThat(second.latest().serial("clusterip/10.96.0.5")).isEqualTo(taken);
            assertThat(second.latest().serial("clusterip/10.96.0.6")).isZero();
        }
    }

    @Test
    void aRevisionThatDoesNotComeIsNotWaitedForForever() {
        long far = await(store.currentRevision()) + 1_000;

        assertThatThrownBy(() -> await(cache.notOlderThan(far)))
                .isInstanceOf(ResourceReader.TimeoutException.class)
                .hasMessage("Too large resource version: " + far + ", current: " + (far - 1_000));
    }

    @Test
    void aWatchBeginsExactlyAfterARevision() {
        long first = committed(store, put(pod("a"), 0, "u1", "1"));
        long second = committed(store, put(pod("a"), first, "u1", "2"));
        committed(store, put(deployment("d"), 0, "u2", ""));
        ResourceKey elsewhere = ResourceKey.namespaced("", "pods", "elsewhere", "a");
        long third = committed(store, put(elsewhere, 0, "u3", ""));
        await(cache.notOlderThan(third));

        RecordingChanges all = new RecordingChanges();
        RecordingChanges one = new RecordingChanges();
        cache.watch("", "pods", "", first, all);
        cache.watch("", "pods", "default", first, one);
        long fourth = committed(store, remove(pod("a"), second));

        assertThat(all.revisionsUpTo(fourth)).containsExactly(second, third, fourth);
        assertThat(one.revisionsUpTo(fourth)).containsExactly(second, fourth);
    }

    @Test
    void aQuietWatchIsToldHowFarTheCacheIs() {
        RecordingChanges quiet = new RecordingChanges();
        cache.watch("apps", "deployments", "", cache.latest().revision(), quiet);

        long last = committed(store, put(pod("a"), 0, "u1", "1"));

        assertThat(quiet.revisionsUpTo(last)).isEmpty();
        assertThat(quiet.calls()).isLessThanOrEqualTo(2);
    }

    @Test
    void aClosedWatchHearsNoMore() {
        RecordingChanges closed = new RecordingChanges();
        RecordingChanges open = new RecordingChanges();
        ResourceStore.Watch watch = cache.watch("", "pods", "", cache.latest().revision(), closed);
        cache.watch("", "pods", "", cache.latest().revision(), open);
        long first = committed(store, put(pod("a"), 0, "u1", ""));
        closed.revisionsUpTo(first);
        watch.close();

        long second = committed(store, put(pod("b"), 0, "u2", ""));

        open.revisionsUpTo(second);
        assertThat(closed.reached()).isEqualTo(first);
    }

    @Test
    void aWatchFromBeforeTheCacheIsRefused() {
        assertThatThrownBy(() -> cache.watch("", "pods", "", 0, new RecordingChanges()))
                .isInstanceOf(CompactedException.class);
    }

    /** Watchers that begin anywhere, whatever happens, end up with what a list shows. */
    @Test
    void aFoldedWatchIsTheList() {
        Random random = new Random(7);
        List<RecordingChanges> watchers = new ArrayList<>();
        List<TreeMap<ResourceKey, StoredObject>> views = new ArrayList<>();
        TreeMap<ResourceKey, Long> revisions = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            ResourceKey key = random.nextBoolean() ? pod("p-" + random.nextInt(10)) : deployment("d-" + i % 3);
            long at = revisions.getOrDefault(key, 0L);
            if (at != 0 && random.nextInt(3) == 0) {
                committed(store, remove(key, at));
                revisions.remove(key);
            } else {
                revisions.put(key, committed(store, put(key, at, "u" + i, "c" + i)));
            }
            if (i % 20 == 0) {
                Snapshot start = cache.latest();
                TreeMap<ResourceKey, StoredObject> view = new TreeMap<>();
                start.list("", "pods", "", null).forEach(object -> view.put(object.key(), object));
                views.add(view);
                RecordingChanges watcher = new RecordingChanges();
                watchers.add(watcher);
                cache.watch("", "pods", "", start.revision(), watcher);
            }
        }
        Snapshot end = await(cache.consistent());
        List<StoredObject> list = new ArrayList<>();
        end.list("", "pods", "", null).forEach(list::add);

        for (int i = 0; i < watchers.size(); i++) {
            TreeMap<ResourceKey, StoredObject> view = views.get(i);
            watchers.get(i).revisionsUpTo(end.revision());
            watchers.get(i).changes().forEach(change -> {
                assertThat(view.get(change.key())).isEqualTo(change.previous());
                if (change.current() == null) {
                    view.remove(change.key());
                } else {
                    view.put(change.key(), change.current());
                }
            });
            assertThat(view.values()).containsExactlyElementsOf(list);
        }
    }

    private static List<String> names(Iterable<StoredObject> objects) {
        return StreamSupport.stream(objects.spliterator(), false)
                .map(object -> object.key().name())
                .toList();
    }
}

package dev.gyre.gateway.storage;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.because;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.deployment;
import static dev.gyre.gateway.storage.StoreFixtures.node;
import static dev.gyre.gateway.storage.StoreFixtures.object;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static dev.gyre.gateway.storage.StoreFixtures.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.Contents;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What every store must do. Each test has a store that holds no object and whose history is whole. */
abstract class ResourceStoreContract {

    static final int MAX_OBJECT_BYTES = 20_000;

    ResourceStore store;

    abstract ResourceStore emptyStore();

    abstract void compact(ResourceStore store, long revision);

    @BeforeEach
    void open() {
        store = emptyStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsPutIsLoaded() {
        long created = committed(store, put(deployment("web"), 0, "u1", "one"));
        long updated = committed(store, put(deployment("web"), created, "u1", "two"));
        long other = committed(store, put(node("n1"), 0, "u2", "three"));

        Contents contents = await(store.load());

        assertThat(contents.revision()).isEqualTo(other);
        assertThat(contents.objects())
                .extracting(StoredObject::key, StoredObject::createRevision, StoredObject::modRevision)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(deployment("web"), created, updated),
                        org.assertj.core.groups.Tuple.tuple(node("n1"), other, other));
        StoredObject web = find(contents, deployment("web"));
        assertThat(web.json()).isEqualTo(object(deployment("web"), "u1", "two"));
        assertThat(web.provenance()).isEqualTo(because("put web"));
    }

    @Test
    void everyWriteIsOneRevision() {
        long first = committed(store, put(pod("a"), 0, "u1", ""));
        long second = committed(store, put(pod("a"), first, "u1", ""));
        long third = committed(store, remove(pod("a"), second));
        long fourth = await(store.raiseEpoch("changes-1", "me"));

        assertThat(List.of(second, third, fourth)).containsExactly(first + 1, first + 2, first + 3);
        assertThat(await(store.currentRevision())).isEqualTo(fourth);
    }

    @Test
    void aCreationConflictsWithWhatIsThere() {
        long created = committed(store, put(pod("a"), 0, "u1", "mine"));
        long later = committed(store, put(pod("b"), 0, "u2", ""));

        WriteResult.Conflict conflict = (WriteResult.Conflict) await(store.write(put(pod("a"), 0, "u3", "other")));

        assertThat(conflict.revision()).isEqualTo(later);
        assertThat(conflict.current().modRevision()).isEqualTo(created);
        assertThat(conflict.current().json()).isEqualTo(object(pod("a"), "u1", "mine"));
    }

    @Test
    void anUpdateConflictsWithAnotherRevision() {
        long first = committed(store, put(pod("a"), 0, "u1", "1"));
        long second = committed(store, put(pod("a"), first, "u1", "2"));

        WriteResult.Conflict conflict = (WriteResult.Conflict) await(store.write(put(pod("a"), first, "u1", "3")));

        assertThat(conflict.current().modRevision()).isEqualTo(second);
        assertThat(find(await(store.load()), pod("a")).json()).isEqualTo(object(pod("a"), "u1", "2"));
    }

    @Test
    void whatIsGoneConflictsWithNothing() {
        long created = committed(store, put(pod("a"), 0, "u1", ""));
        long removed = committed(store, remove(pod("a"), created));

        assertThat(await(store.write(put(pod("a"), created, "u1", ""))))
                .isEqualTo(new WriteResult.Conflict(removed, null));
        assertThat(await(store.write(remove(pod("a"), created)))).isEqualTo(new WriteResult.Conflict(removed, null));
        assertThat(await(store.load()).objects()).isEmpty();
    }

    @Test
    void aSecondIncarnationHasItsOwnCreateRevision() {
        long created = committed(store, put(pod("a"), 0, "u1", ""));
        committed(store, remove(pod("a"), created));
        long again = committed(store, put(pod("a"), 0, "u2", ""));
        committed(store, put(pod("a"), again, "u2", "changed"));

        assertThat(find(await(store.load()), pod("a")).createRevision()).isEqualTo(again);
    }

    @Test
    void aRemovalMustNameARevision() {
        assertThatThrownBy(() -> store.write(remove(pod("a"), 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEpochIsRefusedOnceItIsRaised() {
        long mine = await(store.raiseEpoch("changes-3", "me"));
        Guard guard = new Guard.Epoch("changes-3", mine);
        committed(store, put(pod("a"), 0, "u1", "", guard));
        await(store.raiseEpoch("changes-4", "somebody"));
        committed(store, put(pod("b"), 0, "u2", "", guard));

        long others = await(store.raiseEpoch("changes-3", "other"));

        assertThat(others).isGreaterThan(mine);
        assertThat(await(store.write(put(pod("c"), 0, "u3", "", guard))))
                .isEqualTo(new WriteResult.GuardFailed(others, guard));
        assertThat(await(store.write(put(pod("c"), 0, "u3", "", new Guard.Epoch("changes-5", 1)))))
                .isInstanceOf(WriteResult.GuardFailed.class);
    }

    @Test
    void aParentMustBeTheOneThatWasMeant() {
        Guard first = new Guard.Exists(deployment("web"), "u1");
        Guard second = new Guard.Exists(deployment("web"), "u2");
        assertThat(await(store.write(put(pod("a"), 0, "c1", "", first)))).isInstanceOf(WriteResult.GuardFailed.class);

        long created = committed(store, put(deployment("web"), 0, "u1", ""));
        long changed = committed(store, put(deployment("web"), created, "u1", "changed"));
        committed(store, put(pod("a"), 0, "c1", "", first));
        assertThat(await(store.write(put(pod("b"), 0, "c2", "", second)))).isInstanceOf(WriteResult.GuardFailed.class);

        committed(store, remove(deployment("web"), changed));
        committed(store, put(deployment("web"), 0, "u2", ""));
        assertThat(await(store.write(put(pod("b"), 0, "c2", "", first)))).isInstanceOf(WriteResult.GuardFailed.class);
        committed(store, put(pod("b"), 0, "c2", "", second));
    }

    @Test
    void anOwnerMustBeGoneBeforeItsChildIsCollected() {
        long child = committed(store, put(pod("a"), 0, "c1", ""));
        Guard gone = new Guard.Absent(deployment("web"), "u1");
        long owner = committed(store, put(deployment("web"), 0, "u1", ""));
        assertThat(await(store.write(remove(pod("a"), child, gone))))
                .isEqualTo(new WriteResult.GuardFailed(owner, gone));

        committed(store, remove(deployment("web"), owner));
        long second = committed(store, put(deployment("web"), 0, "u2", ""));
        committed(store, put(deployment("web"), second, "u2", "of another uid"));
        committed(store, remove(pod("a"), child, gone));

        long other = committed(store, put(pod("b"), 0, "c2", ""));
        committed(store, remove(pod("b"), other, new Guard.Absent(deployment("never"), "u3")));
    }

    @Test
    void anUnchangedObjectIsAtItsRevision() {
        long allocation = committed(store, put(node("n1"), 0, "u1", ""));
        Guard unchanged = new Guard.Unchanged(node("n1"), allocation);
        committed(store, put(pod("a"), 0, "u2", "", unchanged));

        committed(store, put(node("n1"), allocation, "u1", "changed"));

        assertThat(await(store.write(put(pod("b"), 0, "u3", "", unchanged))))
                .isInstanceOf(WriteResult.GuardFailed.class);
    }

    @Test
    void anObjectOfItsGenerationIsAskedForTheSame() {
        long created = committed(store, webOfGeneration(1, 0, "new"));
        Guard first = new Guard.Generation(deployment("web"), "u1", 1);
        committed(store, put(pod("a"), 0, "c1", "", first));

        long reported = committed(store, webOfGeneration(1, created, "with a status"));
        long pod = committed(store, put(pod("b"), 0, "c2", "", first));
        assertThat(await(store.write(put(pod("c"), 0, "c3", "", new Guard.Generation(deployment("web"), "u2", 1)))))
                .isInstanceOf(WriteResult.GuardFailed.class);

        long scaled = committed(store, webOfGeneration(2, reported, "scaled"));
        assertThat(await(store.write(remove(pod("b"), pod, first))))
                .isEqualTo(new WriteResult.GuardFailed(scaled, first));
        committed(store, remove(pod("b"), pod, new Guard.Generation(deployment("web"), "u1", 2)));

        committed(store, remove(deployment("web"), scaled));
        assertThat(await(store.write(put(pod("c"), 0, "c3", "", first)))).isInstanceOf(WriteResult.GuardFailed.class);
    }

    @Test
    void theFirstFailedGuardIsNamedBeforeAConflict() {
        committed(store, put(pod("a"), 0, "u1", ""));
        Guard holds = new Guard.Exists(pod("a"), "u1");
        Guard fails = new Guard.Epoch("changes-0", 7);

        WriteResult refused = await(store.write(put(pod("a"), 0, "u2", "", holds, fails)));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        WriteResult.GuardFailed.class,
                        failed -> assertThat(failed.guard()).isEqualTo(fails));
    }

    @Test
    void ofTwoWritesDecidedOnOnePictureOneIsRefused() {
        Serial free = Serial.taken("clusterip/10.96.0.5", 0);
        long first = committed(store, put(pod("a"), 0, "u1", "", free));

        WriteResult second = await(store.write(put(pod("b"), 0, "u2", "", free)));

        assertThat(second).isEqualTo(new WriteResult.SerialMoved(first, free));
        assertThat(await(store.load()).serials()).containsExactly(Map.entry("clusterip/10.96.0.5", first));
        long decidedAgain = committed(store, put(pod("b"), 0, "u2", "", Serial.taken("clusterip/10.96.0.5", first)));
        assertThat(await(store.load()).serials()).containsExactly(Map.entry("clusterip/10.96.0.5", decidedAgain));
    }

    @Test
    void aSerialThatIsOnlySeenStaysAndIsComparedAllTheSame() {
        committed(store, put(pod("a"), 0, "u1", "", Serial.seen("quota/x", 0)));
        committed(store, put(pod("b"), 0, "u2", "", Serial.seen("quota/x", 0)));
        assertThat(await(store.load()).serials()).isEmpty();

        long taken = committed(store, put(pod("c"), 0, "u3", "", Serial.taken("quota/x", 0)));

        assertThat(await(store.write(put(pod("d"), 0, "u4", "", Serial.seen("quota/x", 0)))))
                .isEqualTo(new WriteResult.SerialMoved(taken, Serial.seen("quota/x", 0)));
        committed(store, put(pod("d"), 0, "u4", "", Serial.seen("quota/x", taken)));
    }

    @Test
    void whatWasNotCommittedHasTakenNothing() {
        long there = committed(store, put(pod("a"), 0, "u1", ""));

        WriteResult conflict = await(store.write(put(pod("a"), 0, "u2", "", Serial.taken("nodeport/30000", 0))));

        assertThat(conflict).isInstanceOf(WriteResult.Conflict.class);
        assertThat(await(store.load()).serials()).isEmpty();
        assertThat(await(store.currentRevision())).isEqualTo(there);
    }

    @Test
    void guardsAndTheObjectAreLookedAtBeforeSerials() {
        long created = committed(store, put(pod("a"), 0, "u1", "", Serial.taken("s", 0)));
        Write stale = new Write.Put(
                pod("b"),
                0,
                object(pod("b"), "u2", ""),
                because("both"),
                List.of(new Guard.Exists(pod("a"), "another")),
                List.of(Serial.taken("s", 0)));
        assertThat(await(store.write(stale))).isInstanceOf(WriteResult.GuardFailed.class);

        Write held = new Write.Put(
                pod("b"),
                0,
                object(pod("b"), "u2", ""),
                because("both"),
                List.of(new Guard.Exists(pod("a"), "u1")),
                List.of(Serial.taken("s", 0), Serial.taken("t", 0)));
        assertThat(await(store.write(held))).isEqualTo(new WriteResult.SerialMoved(created, Serial.taken("s", 0)));
    }

    @Test
    void aSerialGoesWithWhatItBelongsTo() {
        long created = committed(store, put(pod("a"), 0, "u1", "", Serial.taken("quota/x", 0)));
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(created, heard)) {
            Write removal = new Write.Remove(
                    pod("a"),
                    created,
                    because("gone"),
                    List.of(),
                    List.of(Serial.dropped("quota/x"), Serial.dropped("quota/never")));
            long removed = committed(store, removal);

            assertThat(removed).isEqualTo(created + 1);
            assertThat(await(store.load()).serials()).isEmpty();
            assertThat(heard.eventsUpTo(removed))
                    .filteredOn(StoreEvent.Other.class::isInstance)
                    .containsExactly(
                            new StoreEvent.Other(created, StoreKeys.serial("quota/x")),
                            new StoreEvent.Other(removed, StoreKeys.serial("quota/x"), true));
            assertThat(heard.events())
                    .filteredOn(StoreEvent.Changed.class::isInstance)
                    .last()
                    .extracting(StoreEvent.Changed.class::cast)
                    .satisfies(change -> assertThat(change.provenance()).isEqualTo(because("gone")));
        }
    }

    @Test
    void aWriteWithManySerialsIsOneRevision() {
        Serial[] serials = new Serial[Serial.MAX_OF_A_WRITE];
        for (int i = 0; i < serials.length; i++) {
            serials[i] = Serial.taken("nodeport/" + i, 0);
        }
        long before = await(store.currentRevision());

        long written = committed(store, put(pod("a"), 0, "u1", "", serials));

        assertThat(written).isEqualTo(before + 1);
        assertThat(await(store.currentRevision())).isEqualTo(written);
        assertThat(await(store.load()).serials()).hasSize(serials.length).containsEntry("nodeport/7", written);
    }

    @Test
    void ofManyThatTakeOneSerialOneIsCommitted() {
        List<CompletionStage<WriteResult>> writes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            writes.add(store.write(put(pod("p-" + i), 0, "u" + i, "", Serial.taken("one", 0))));
        }
        assertThat(writes.stream().map(StoreFixtures::await))
                .filteredOn(WriteResult.Committed.class::isInstance)
                .hasSize(1);
        assertThat(await(store.load()).objects()).hasSize(1);
    }

    @Test
    void historyIsWhatAWatchSays() {
        long from = await(store.currentRevision()) + 1;
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(from, heard)) {
            long created = committed(store, put(pod("a"), 0, "u1", "1", Serial.taken("quota/x", 0)));
            committed(store, put(pod("b"), 0, "u2", "1"));
            long last = committed(store, remove(pod("a"), created));
            List<StoreEvent> watched = heard.eventsUpTo(last);

            List<StoreEvent> read = new ArrayList<>();
            long next = from;
            while (next <= last) {
                ResourceStore.Stretch stretch = await(store.history(next));
                assertThat(stretch.next()).isGreaterThan(next);
                stretch.batches().forEach(batch -> read.addAll(batch.get().events()));
                next = stretch.next();
            }

            assertThat(next).isEqualTo(last + 1);
            assertThat(read).isEqualTo(watched);
            assertThat(await(store.history(next))).isEqualTo(new ResourceStore.Stretch(List.of(), next));
        }
    }

    @Test
    void historyThatIsGoneIsNotRead() {
        long created = committed(store, put(pod("a"), 0, "u1", "1"));
        long updated = committed(store, put(pod("a"), created, "u1", "2"));
        compact(store, updated);

        assertThatThrownBy(() -> await(store.history(created))).isInstanceOf(CompactedException.class);
    }

    @Test
    void aWatchTellsWhatChangedAndWhy() {
        long from = await(store.currentRevision()) + 1;
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(from, heard)) {
            long created = committed(store, put(pod("a"), 0, "u1", "1"));
            long updated = committed(store, put(pod("a"), created, "u1", "2"));
            long removed = committed(store, remove(pod("a"), updated));
            long epoch = await(store.raiseEpoch("changes-1", "me"));

            List<StoreEvent> events = heard.eventsUpTo(epoch);

            StoredObject first =
                    new StoredObject(pod("a"), object(pod("a"), "u1", "1"), created, created, because("put a"));
            StoredObject second =
                    new StoredObject(pod("a"), object(pod("a"), "u1", "2"), created, updated, because("put a"));
            assertThat(events)
                    .containsExactly(
                            new StoreEvent.Changed(created, pod("a"), first, null, because("put a")),
                            new StoreEvent.Changed(updated, pod("a"), second, first, because("put a")),
                            new StoreEvent.Changed(removed, pod("a"), null, second, because("remove a")),
                            new StoreEvent.Other(epoch, StoreKeys.epoch("changes-1")));
        }
    }

    @Test
    void aWatchFromThePastMissesNothing() {
        long first = committed(store, put(pod("a-0"), 0, "u0", ""));
        for (int i = 1; i < 50; i++) {
            committed(store, put(pod("a-" + i), 0, "u" + i, ""));
        }
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(first + 10, heard)) {
            long last = committed(store, put(pod("b"), 0, "u", ""));

            assertThat(heard.eventsUpTo(last))
                    .extracting(StoreEvent::revision)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(first + 10, last).boxed().toList());
        }
    }

    @Test
    void aWatchFromTheFutureBeginsThere() {
        long now = await(store.currentRevision());
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(now + 3, heard)) {
            committed(store, put(pod("a"), 0, "u1", ""));
            committed(store, put(pod("b"), 0, "u2", ""));
            long third = committed(store, put(pod("c"), 0, "u3", ""));

            assertThat(heard.eventsUpTo(third)).extracting(StoreEvent::revision).containsExactly(third);
        }
    }

    @Test
    void compactedHistoryEndsAWatchThatNeedsIt() {
        long created = committed(store, put(pod("a"), 0, "u1", ""));
        long removed = committed(store, remove(pod("a"), created));
        committed(store, put(pod("b"), 0, "u2", ""));
        compact(store, removed);

        for (long from : List.of(created, removed)) {
            RecordingListener heard = new RecordingListener();
            try (ResourceStore.Watch watch = store.watch(from, heard)) {
                assertThat(heard.end()).isInstanceOf(CompactedException.class);
                assertThat(heard.events()).isEmpty();
            }
        }
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(removed + 1, heard)) {
            assertThat(heard.eventsUpTo(removed + 1)).hasSize(1);
        }
    }

    @Test
    void aClosedWatchHearsNoMore() {
        RecordingListener closed = new RecordingListener();
        RecordingListener open = new RecordingListener();
        long from = await(store.currentRevision()) + 1;
        ResourceStore.Watch watch = store.watch(from, closed);
        store.watch(from, open);
        long first = committed(store, put(pod("a"), 0, "u1", ""));
        closed.eventsUpTo(first);
        watch.close();

        long second = committed(store, put(pod("b"), 0, "u2", ""));

        open.eventsUpTo(second);
        assertThat(closed.revision()).isEqualTo(first);
        assertThat(closed.isOver()).isFalse();
    }

    @Test
    void aClosedStoreEndsItsWatches() {
        RecordingListener heard = new RecordingListener();
        store.watch(await(store.currentRevision()) + 1, heard);
        heard.isOver();
        store.close();

        assertThat(heard.end()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> await(store.write(put(pod("a"), 0, "u1", "")))).isInstanceOf(StoreException.class);
    }

    @Test
    void whatTheLogCouldNotCarryIsRefused() {
        long before = await(store.currentRevision());

        assertThatThrownBy(() -> await(store.write(put(pod("a"), 0, "u1", "x".repeat(MAX_OBJECT_BYTES)))))
                .isInstanceOfSatisfying(
                        ResourceStore.TooLargeException.class,
                        refused -> assertThat(refused.isOutcomeUnknown()).isFalse());
        assertThat(await(store.currentRevision())).isEqualTo(before);
    }

    @Test
    void manyObjectsAreLoadedAtOneRevision() {
        List<CompletionStage<WriteResult>> writes = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            writes.add(store.write(put(pod("p-" + i), 0, "u" + i, "x".repeat(i % 300))));
        }
        writes.forEach(StoreFixtures::await);

        Contents contents = await(store.load());

        assertThat(contents.objects()).hasSize(700);
        assertThat(contents.objects()).extracting(StoredObject::key).doesNotHaveDuplicates();
        assertThat(contents.revision()).isEqualTo(await(store.currentRevision()));
    }

    @Test
    void ofManyCreationsOfOneNameOneIsCommitted() {
        List<CompletionStage<WriteResult>> writes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            writes.add(store.write(put(pod("a"), 0, "u" + i, "")));
        }
        assertThat(writes.stream().map(StoreFixtures::await))
                .filteredOn(WriteResult.Committed.class::isInstance)
                .hasSize(1);
    }

    @Test
    void theFoldedWatchIsWhatIsLoaded() {
        Random random = new Random(20260102);
        RecordingListener heard = new RecordingListener();
        try (ResourceStore.Watch watch = store.watch(await(store.currentRevision()) + 1, heard)) {
            Map<ResourceKey, Long> revisions = new TreeMap<>();
            for (int i = 0; i < 300; i++) {
                ResourceKey key = pod("p-" + random.nextInt(12));
                long at = revisions.getOrDefault(key, 0L);
                if (at != 0 && random.nextInt(3) == 0) {
                    committed(store, remove(key, at));
                    revisions.remove(key);
                } else {
                    revisions.put(key, committed(store, put(key, at, "u" + i, "c" + i)));
                }
            }
            Contents contents = await(store.load());

            Map<ResourceKey, StoredObject> folded = new TreeMap<>();
            for (StoreEvent event : heard.eventsUpTo(contents.revision())) {
                StoreEvent.Changed changed = (StoreEvent.Changed) event;
                StoredObject before = changed.current() == null
                        ? folded.remove(changed.key())
                        : folded.put(changed.key(), changed.current());
                assertThat(changed.previous()).isEqualTo(before);
            }
            assertThat(folded.values()).containsExactlyInAnyOrderElementsOf(contents.objects());
        }
    }

    private static Write webOfGeneration(int generation, long expected, String content) {
        ObjectNode web = object(deployment("web"), "u1", content);
        web.withObjectProperty("metadata").put("generation", generation);
        return new Write.Put(deployment("web"), expected, web, because(content), List.of());
    }

    private static StoredObject find(Contents contents, ResourceKey key) {
        return contents.objects().stream()
                .filter(object -> object.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + contents));
    }
}

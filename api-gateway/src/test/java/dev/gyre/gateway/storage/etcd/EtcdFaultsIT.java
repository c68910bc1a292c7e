package dev.gyre.gateway.storage.etcd;

import static dev.gyre.gateway.storage.StoreFixtures.because;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.pod;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.storage.RecordingListener;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.SealedValues;
import dev.gyre.gateway.storage.StoreFixtures;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does when etcd or the way to it fails, and what of it stands in etcd. */
class EtcdFaultsIT {

    @TempDir
    Path directory;

    private EtcdProcess.Config config;
    private EtcdProcess etcd;
    private EtcdResourceStore store;

    @BeforeEach
    void start() {
        config = EtcdProcess.Config.of(directory.resolve("etcd"), TestEtcd.freePort(), TestEtcd.freePort(), null);
        etcd = EtcdProcess.start(config);
        store = new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), ValueCodec.plain());
    }

    @AfterEach
    void stop() {
        store.close();
        etcd.close();
    }

    @Test
    void aWatchGoesOnAfterEtcdWasAwayWithoutAGap() {
        RecordingListener heard = new RecordingListener();
        store.watch(2, heard);
        heard.eventsUpTo(committed(store, put(pod("a"), 0, "u1", "")));
        for (int round = 0; round < 3; round++) {
            etcd.kill();
            etcd = EtcdProcess.start(config);
            try (EtcdResourceStore other =
                    new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), ValueCodec.plain())) {
                for (int i = 0; i < 50; i++) {
                    committed(other, put(pod("p-" + round + "-" + i), 0, "u", ""));
                }
            }
        }

        long last = 2 + 150;
        assertThat(heard.eventsUpTo(last))
                .extracting(StoreEvent::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(2, last).boxed().toList());
    }

    @Test
    void aWriteWithoutAnAnswerHasAnUnknownOutcome() {
        committed(store, put(pod("a"), 0, "u1", ""));
        etcd.kill();

        assertThatThrownBy(() -> StoreFixtures.await(store.write(put(pod("b"), 0, "u2", ""))))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failed -> assertThat(failed.isOutcomeUnknown()).isTrue());
        assertThatThrownBy(() -> StoreFixtures.await(store.currentRevision()))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failed -> assertThat(failed.isOutcomeUnknown()).isFalse());
        etcd = EtcdProcess.start(config);
        committed(store, put(pod("c"), 0, "u3", ""));
    }

    @Test
    void morePastTheBoundAreRefusedAtOnce() {
        EtcdOptions narrow = new EtcdOptions(
                List.of(etcd.endpoint()), null, 2, ResourceStore.DEFAULT_MAX_OBJECT_BYTES, Duration.ofSeconds(5));
        try (EtcdResourceStore bounded = new EtcdResourceStore(narrow, ValueCodec.plain())) {
            List<CompletionStage<ResourceStore.WriteResult>> writes = LongStream.range(0, 50)
                    .mapToObj(i -> bounded.write(put(pod("p-" + i), 0, "u" + i, "")))
                    .toList();
            assertThat(writes)
                    .anySatisfy(write -> assertThatThrownBy(() -> StoreFixtures.await(write))
                            .isInstanceOf(ResourceStore.OverloadedException.class));
        }
        committed(store, put(pod("after"), 0, "u", ""));
    }

    /** Large enough for etcd to send them in fragments, and for one page not to hold them. */
    @Test
    void largeObjectsArriveWhole() {
        String large = "x".repeat(1_000_000);
        long last = 0;
        for (int i = 0; i < 12; i++) {
            last = committed(store, put(pod("p-" + i), 0, "u" + i, large));
        }
        RecordingListener heard = new RecordingListener();
        store.watch(2, heard);

        assertThat(heard.eventsUpTo(last)).hasSize(12);
        assertThat(StoreFixtures.await(store.load()).objects()).hasSize(12);
    }

    @Test
    void anOutdatedMemoryDoesNoHarm() {
        long created = committed(store, put(pod("owner"), 0, "old", ""));
        ResourceStore.StoredObject outdated =
                StoreFixtures.await(store.load()).objects().getFirst();
        committed(store, StoreFixtures.remove(pod("owner"), created));
        committed(store, put(pod("owner"), 0, "new", ""));
        store.lendMemory(key -> key.equals(pod("owner")) ? outdated : null);

        committed(store, put(pod("a"), 0, "u1", "", new Guard.Exists(pod("owner"), "new")));
        committed(store, put(pod("b"), 0, "u2", "", new Guard.Absent(pod("owner"), "old")));
        assertThat(StoreFixtures.await(store.write(put(pod("c"), 0, "u3", "", new Guard.Exists(pod("owner"), "old")))))
                .isInstanceOf(ResourceStore.WriteResult.GuardFailed.class);
        assertThat(StoreFixtures.await(store.write(put(pod("c"), 0, "u3", "", new Guard.Absent(pod("owner"), "new")))))
                .isInstanceOf(ResourceStore.WriteResult.GuardFailed.class);
    }

    @Test
    void etcdNeverHoldsASecretInTheClear() throws IOException {
        ResourceKey secret = ResourceKey.namespaced("", "secrets", "default", "db");
        var object = StoreFixtures.object(secret, "u1", "correct horse battery staple");
        object.putObject("data").put("password", "aHVudGVyMg==");
        ValueCodec codec = ValueCodec.sealing(
                key -> key.plural().equals("secrets"), SealedValues.open(directory.resolve("sealing.key")));
        try (EtcdResourceStore sealing = new EtcdResourceStore(EtcdOptions.plain(etcd.endpoint()), codec);
                EtcdChannels raw = new EtcdChannels(EtcdOptions.plain(etcd.endpoint()))) {
            committed(sealing, new Write.Put(secret, 0, object, because("x"), List.of()));
            assertThat(StoreFixtures.await(sealing.load()).objects().getFirst().json())
                    .isEqualTo(object);

            RangeRequest all = RangeRequest.newBuilder()
                    .setKey(Etcd.bytes("\0"))
                    .setRangeEnd(Etcd.bytes("\0"))
                    .build();
            String bytes = EtcdCall.<RangeResponse>read(answer -> raw.kv().range(all, answer))
                    .join()
                    .getKvsList()
                    .toString();
            assertThat(bytes)
                    .contains("/gyre/registry/core/secrets/default/db")
                    .doesNotContain("aHVudGVyMg==", "correct horse", "password");
        }
    }
}

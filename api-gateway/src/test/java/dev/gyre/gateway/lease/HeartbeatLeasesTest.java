package dev.gyre.gateway.lease;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.because;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Subscription;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class HeartbeatLeasesTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final ResourceKey NODE_LEASE = lease("kube-node-lease", "n1");
    private static final ResourceKey OTHER_LEASE = lease("default", "n1");

    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private final WatchCache cache = await(WatchCache.start(
            store, new WatchCache.Parts(WatchCache.Limits.DEFAULT, () -> START, (delay, step) -> {}, Runnable::run)));
    private final List<Consumer<List<Heartbeat>>> followers = new ArrayList<>();
    private final List<Consumer<Throwable>> breaking = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final LatestHeartbeats heartbeats = LatestHeartbeats.follow(
            (handler, failed) -> {
                followers.add(handler);
                breaking.add(failed::failed);
                return (Subscription) () -> {};
            },
            (Duration delay, Runnable step) -> later.add(step));
    private final HeartbeatLeases reader = new HeartbeatLeases(cache, heartbeats::of);

    private static ResourceKey lease(String namespace, String name) {
        return ResourceKey.namespaced("coordination.k8s.io", "leases", namespace, name);
    }

    private void stored(ResourceKey key, String renewTime) {
        ObjectNode json = Json.object();
        json.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        json.putObject("spec").put("renewTime", renewTime);
        committed(store, new Write.Put(key, 0, json, because("put"), List.of()));
    }

    private void beat(Instant time) {
        followers.getLast().accept(List.of(new Heartbeat("n1", time)));
    }

    private static String renewTime(StoredObject lease) {
        return lease.json().path("spec").path("renewTime").asString();
    }

    @Test
    void aNodesLeaseShowsItsLatestHeartbeat() {
        stored(NODE_LEASE, "2026-11-23T10:00:00.000000Z");
        beat(START.plusSeconds(50));
        beat(START.plusSeconds(40));

        Snapshot snapshot = await(reader.consistent());

        assertThat(renewTime(snapshot.get(NODE_LEASE))).isEqualTo("2026-11-23T10:00:50.000000Z");
        assertThat(snapshot.list("coordination.k8s.io", "leases", "", null))
                .extracting(HeartbeatLeasesTest::renewTime)
                .containsExactly("2026-11-23T10:00:50.000000Z");
        assertThat(snapshot.get(NODE_LEASE).modRevision())
                .isEqualTo(cache.latest().get(NODE_LEASE).modRevision());
        assertThat(renewTime(cache.latest().get(NODE_LEASE))).isEqualTo("2026-11-23T10:00:00.000000Z");
    }

    @Test
    void whatIsStoredAndNewerStays() {
        stored(NODE_LEASE, "2026-11-23T10:00:00.000000Z");
        beat(START.minusSeconds(1));

        assertThat(renewTime(reader.latest().get(NODE_LEASE))).isEqualTo("2026-11-23T10:00:00.000000Z");
    }

    @Test
    void otherLeasesAreAsTheyAreStored() {
        stored(OTHER_LEASE, "2026-11-23T10:00:00.000000Z");
        beat(START.plusSeconds(50));

        assertThat(renewTime(reader.latest().get(OTHER_LEASE))).isEqualTo("2026-11-23T10:00:00.000000Z");
    }

    @Test
    void aFeedThatBreaksIsFollowedAgain() {
        stored(NODE_LEASE, "2026-11-23T10:00:00.000000Z");
        breaking.getLast().accept(new IllegalStateException("no broker"));
        later.forEach(Runnable::run);
        beat(START.plusSeconds(7));

        assertThat(followers).hasSize(2);
        assertThat(renewTime(reader.latest().get(NODE_LEASE))).isEqualTo("2026-11-23T10:00:07.000000Z");
    }
}

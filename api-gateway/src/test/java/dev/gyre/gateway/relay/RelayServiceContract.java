package dev.gyre.gateway.relay;

import static dev.gyre.gateway.storage.StoreFixtures.await;
import static dev.gyre.gateway.storage.StoreFixtures.because;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static dev.gyre.gateway.storage.StoreFixtures.deployment;
import static dev.gyre.gateway.storage.StoreFixtures.node;
import static dev.gyre.gateway.storage.StoreFixtures.object;
import static dev.gyre.gateway.storage.StoreFixtures.put;
import static dev.gyre.gateway.storage.StoreFixtures.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.record.Progress;
import dev.gyre.events.relay.RelayListener;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.gateway.storage.StoreUpkeep;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relays over a store and a log, alone and against each other. What counts on the log is what was acknowledged. */
abstract class RelayServiceContract {

    static final Topics TOPICS = new Topics(4, 2, 2, 2);
    static final ResourceKinds KINDS = KubernetesKinds.registry();
    static final LeaseElection.Timing QUICK = new LeaseElection.Timing(
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(400));

    /** One gateway's access to the store, which can be cut off. */
    interface Access {
        ResourceStore store();

        MetaStore meta();

        StoreUpkeep upkeep();

        /** Cuts it off without a word, as a killed process is. */
        void cut();
    }

    private final List<RelayService> services = new ArrayList<>();
    private final ConcurrentSkipListMap<Long, ResourceEvent.Type> acknowledged = new ConcurrentSkipListMap<>();
    private final Map<ResourceKey, Long> current = new TreeMap<>();
    private final Map<String, Long> serialRevisions = new TreeMap<>();
    private final Map<String, Long> taken = new TreeMap<>();
    private final Random random = new Random(11);
    final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
    Access access;
    EventLog log;

    abstract Access newAccess();

    abstract EventLog newLog();

    @BeforeEach
    void open() {
        access = newAccess();
        log = newLog();
    }

    @AfterEach
    void close() {
        services.forEach(RelayService::close);
        access.cut();
        log.close();
    }

    RelayService relay(String name, Access over, MetaStore meta) {
        RelayListener listener = new RelayListener() {
            @Override
            public void refused(String reason) {
                refusals.add(reason);
            }

            @Override
            public void termStarted(long term, long fromRevision) {
                started.add(name);
            }
        };
        RelayService service = RelayService.start(new RelayService.Parts(
                log,
                TOPICS,
                KINDS,
                over.store(),
                meta,
                over.upkeep(),
                () -> acknowledged.isEmpty() ? 0 : acknowledged.lastKey(),
                name,
                () -> "cluster-1",
                listener,
                new RelayService.Settings(
                        Duration.ofMinutes(5),
                        Duration.ofMillis(100),
                        Duration.ofMillis(50),
                        Duration.ofMillis(500),
                        new WriteGate.Limits(1_000, Long.MAX_VALUE, Long.MAX_VALUE, 3),
                        QUICK),
                Clock.systemUTC()));
        services.add(service);
        return service;
    }

    /** Changes objects of some namespaces and kinds at random, and remembers what was acknowledged. */
    void write(int changes) {
        for (int i = 0; i < changes; i++) {
            String namespace = "ns-" + random.nextInt(5);
            ResourceKey key = random.nextInt(4) == 0
                    ? node("n-" + random.nextInt(4))
                    : ResourceKey.namespaced("", "configmaps", namespace, "c-" + random.nextInt(6));
            long at = current.getOrDefault(key, 0L);
            if (at != 0 && random.nextInt(4) == 0) {
                acknowledged.put(committed(access.store(), remove(key, at)), ResourceEvent.Type.DELETED);
                current.remove(key);
            } else {
                long revision = committed(access.store(), put(key, at, "uid-" + key, "content " + i, serials()));
                taken.keySet().forEach(serial -> serialRevisions.put(serial, revision));
                current.put(key, revision);
                acknowledged.put(revision, at == 0 ? ResourceEvent.Type.ADDED : ResourceEvent.Type.MODIFIED);
            }
        }
    }

    /** Some writes take serials, which belong to their revision and are no records. */
    private Serial[] serials() {
        taken.clear();
        for (int i = random.nextInt(3); i > 0; i--) {
            String name = "quota/ns-" + random.nextInt(3);
            taken.put(name, serialRevisions.getOrDefault(name, 0L));
        }
        return taken.entrySet().stream()
                .map(serial -> Serial.taken(serial.getKey(), serial.getValue()))
                .toArray(Serial[]::new);
    }

    LogReading logUpTo(long revision) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Progress progress = LogReading.of(log, TOPICS).progress();
                    return progress != null && progress.revision() >= revision;
                });
        return LogReading.of(log, TOPICS);
    }

    void assertTheLogHasWhatWasAcknowledged(LogReading reading) {
        TreeMap<Long, ResourceEvent.Type> logged = new TreeMap<>();
        reading.changes()
                .forEach(change -> assertThat(logged.put(
                                change.event().revision(), change.event().type()))
                        .as("one record for revision %s", change.event().revision())
                        .isNull());
        TreeMap<Long, ResourceEvent.Type> missing = new TreeMap<>(acknowledged);
        missing.keySet().removeAll(logged.keySet());
        TreeMap<Long, ResourceEvent.Type> unasked = new TreeMap<>(logged);
        unasked.keySet().removeAll(acknowledged.keySet());
        assertThat(missing).as("acknowledged and not on the log").isEmpty();
        assertThat(unasked).as("on the log and not acknowledged").isEmpty();
        assertThat(logged).isEqualTo(acknowledged);
    }

    @Test
    void everyChangeIsOnTheLogOnce() {
        write(50);
        RelayService relay = relay("one", access, access.meta());
        write(300);

        LogReading reading = logUpTo(acknowledged.lastKey());

        assertTheLogHasWhatWasAcknowledged(reading);
        assertThat(relay.status().isActive()).isTrue();
        assertThat(relay.gate().isOpen()).isTrue();
    }

    @Test
    void whatIsNotPublishedIsCounted() {
        relay("one", access, access.meta());
        long first = committed(access.store(), put(deployment("web"), 0, "u1", "x"));
        ResourceKey lease = ResourceKey.namespaced("coordination.k8s.io", "leases", "kube-node-lease", "n1");
        long leased = committed(access.store(), put(lease, 0, "u2", "x"));
        long epoch = await(access.store().raiseEpoch("changes-1", "me"));
        long last = committed(access.store(), remove(deployment("web"), first));

        LogReading reading = logUpTo(last);

        assertThat(reading.changes())
                .extracting(change -> change.event().revision())
                .containsExactly(first, last);
        ResourceEvent deletion = reading.changes().getLast().event();
        assertThat(deletion.type()).isEqualTo(ResourceEvent.Type.DELETED);
        assertThat(deletion.resource().json()).isEqualTo(object(deployment("web"), "u1", "x"));
        assertThat(deletion.provenance().cause())
                .isEqualTo(because("remove web").cause());
        assertThat(deletion.provenance().actor()).isEqualTo("test-user");
        assertThat(reading.progress().counted()).isGreaterThanOrEqualTo(2);
        assertThat(List.of(first, leased, epoch, last)).isSorted();
    }

    @Test
    void aSecondRelayGoesOnWhereAKilledOneStopped() {
        Access doomed = newAccess();
        RelayService first = relay("first", doomed, doomed.meta());
        await().atMost(Duration.ofSeconds(20)).until(() -> first.status().isActive());
        RelayService second = relay("second", access, access.meta());
        write(200);
        doomed.cut();
        write(200);

        LogReading reading = logUpTo(acknowledged.lastKey());

        assertTheLogHasWhatWasAcknowledged(reading);
        assertThat(second.status().isActive()).isTrue();
    }

    @Test
    void aRelayThatDoesNotKnowThatItsTermIsOverDoesNoHarm() {
        Access deluded = newAccess();
        RelayService stale = relay("stale", deluded, new NeverLosing(deluded.meta()));
        await().atMost(Duration.ofSeconds(40)).until(() -> started.contains("stale"));
        write(100);
        endEveryLease();
        assertThat(stale.status().isActive()).isTrue();
        relay("second", access, access.meta());
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    write(1);
                    return started.contains("second");
                });
        write(200);

        LogReading reading = logUpTo(acknowledged.lastKey());

        assertTheLogHasWhatWasAcknowledged(reading);
    }

    @Test
    void whereHistoryWasCompactedAwayTheLogSaysSoAndGoesOnFromTheState() {
        RelayService first = relay("first", access, access.meta());
        write(50);
        logUpTo(acknowledged.lastKey());
        first.close();
        long before = acknowledged.lastKey();
        write(100);
        long compacted = acknowledged.lastKey();
        await(access.upkeep().compact(compacted));
        relay("second", access, access.meta());
        write(50);

        LogReading reading = logUpTo(acknowledged.lastKey());

        assertThat(reading.gaps()).isNotEmpty();
        long gapEnd = reading.gaps().getFirst().toRevision();
        assertThat(reading.gaps()).allSatisfy(gap -> {
            assertThat(gap.fromRevision()).isGreaterThan(before);
            assertThat(gap.toRevision()).isEqualTo(gapEnd).isGreaterThanOrEqualTo(compacted);
        });
        assertThat(reading.states()).isNotEmpty();
        acknowledged.subMap(before, false, gapEnd, true).clear();
        assertTheLogHasWhatWasAcknowledged(reading);
    }

    @Test
    void anotherClustersTopicsAreRefused() {
        RelayService first = relay("first", access, access.meta());
        write(10);
        logUpTo(acknowledged.lastKey());
        first.close();
        removeLogIdentity();
        RelayService.Parts other = new RelayService.Parts(
                log,
                TOPICS,
                KINDS,
                access.store(),
                access.meta(),
                access.upkeep(),
                () -> 0,
                "other",
                () -> "cluster-2",
                new RelayListener() {
                    @Override
                    public void refused(String reason) {
                        refusals.add(reason);
                    }
                },
                new RelayService.Settings(
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        WriteGate.Limits.ofQuota(1 << 30),
                        QUICK),
                Clock.systemUTC());
        services.add(RelayService.start(other));

        await().atMost(Duration.ofSeconds(20)).until(() -> !refusals.isEmpty());
        assertThat(refusals.peek()).contains("cluster-1").contains("cluster-2").doesNotContain("\n");
    }

    /** Ends the leases of all who hold one, in their absence. */
    abstract void endEveryLease();

    abstract void removeLogIdentity();

    /** What a paused process believes: that its lease is still kept alive. */
    private record NeverLosing(MetaStore meta) implements MetaStore {
        @Override
        public CompletionStage<MetaKey> get(String key) {
            return meta.get(key);
        }

        @Override
        public CompletionStage<Creation> create(String key, String value, long lease) {
            return meta.create(key, value, lease);
        }

        @Override
        public CompletionStage<Long> grantLease(Duration timeToLive) {
            return meta.grantLease(timeToLive);
        }

        @Override
        public CompletionStage<Boolean> keepAlive(long lease) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Void> revoke(long lease) {
            return meta.revoke(lease);
        }
    }
}

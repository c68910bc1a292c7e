package dev.gyre.events.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogHistoryTest {

    private static final Topics TOPICS = Topics.STANDARD;
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final ResourceKey ONE = ResourceKey.parse("configmaps/shop/one");
    private static final ResourceKey OTHER = ResourceKey.parse("configmaps/shop/other");

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "test");
    private final Partition partition = TOPICS.changesPartition(ONE);

    @BeforeEach
    void topics() {
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void versionsOfOneObjectComeInOrderAndVoidRecordsDoNotCount() {
        append(1, 5, 0, ONE, ResourceEvent.Type.ADDED);
        append(1, 6, 5, OTHER, ResourceEvent.Type.ADDED);
        append(1, 6, 5, OTHER, ResourceEvent.Type.ADDED); // a repeat
        append(2, 7, 6, ONE, ResourceEvent.Type.MODIFIED);
        append(1, 8, 7, ONE, ResourceEvent.Type.DELETED); // of a deposed relay

        LogHistory history = new LogHistory(log, TOPICS);

        assertThat(history.versionsOf(ONE))
                .extracting(Version::type, Version::revision)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Version.Type.ADDED, 5L),
                        org.assertj.core.groups.Tuple.tuple(Version.Type.MODIFIED, 7L));
        assertThat(history.between(ONE, 5, 6)).extracting(Version::key).containsExactly(OTHER);
        assertThat(history.cutShort()).isEmpty();
    }

    @Test
    void ofMoreThanFitsTheNewestIsKeptAndItSaysSo() {
        append(1, 5, 0, ONE, ResourceEvent.Type.ADDED);
        append(1, 6, 5, ONE, ResourceEvent.Type.MODIFIED);

        LogHistory history = new LogHistory(log, TOPICS, 10);

        assertThat(history.versionsOf(ONE)).extracting(Version::revision).containsExactly(6L);
        assertThat(history.cutShort()).containsExactly(partition);
    }

    @Test
    void decisionsAreFoundByTheirSubject() {
        DecisionRecord decision = new DecisionRecord(
                "rootca/namespaces/shop/4/1",
                "rootca",
                "test",
                "namespaces/shop",
                4,
                NOW,
                Map.of(),
                List.of("it was not there"),
                List.of());
        log.append(new BornOnTheLog("test").decision(TOPICS.decisionsPartition("namespaces/shop"), decision))
                .toCompletableFuture()
                .join();

        assertThat(new LogHistory(log, TOPICS).decisionsAbout("namespaces/shop"))
                .containsExactly(decision);
    }

    @Test
    void aListingHoldsTheNewestOfThoseThatAreWanted() {
        append(1, 5, 0, ONE, ResourceEvent.Type.ADDED);
        append(1, 6, 5, OTHER, ResourceEvent.Type.ADDED);
        append(1, 7, 6, ONE, ResourceEvent.Type.MODIFIED);
        append(1, 8, 7, ONE, ResourceEvent.Type.MODIFIED);

        List<Version> listed = ChangeListing.read(
                        log, TOPICS.changes(), new ChangeListing.Wanted(2, null, null, ONE.toString()::equals))
                .toCompletableFuture()
                .join();

        assertThat(listed).extracting(Version::revision).containsExactly(7L, 8L);
    }

    private void append(long term, long revision, long previous, ResourceKey key, ResourceEvent.Type type) {
        Stamp stamp = new Stamp(1, term, new Position(revision, 0), new Position(previous, 0), NOW);
        Resource object = Resource.of(key, revision, Json.object().put("kind", "ConfigMap"));
        log.append(writer.change(
                        partition,
                        stamp,
                        previous,
                        new ResourceEvent(type, object, new Provenance("ann", "q", "", NOW))))
                .toCompletableFuture()
                .join();
    }
}

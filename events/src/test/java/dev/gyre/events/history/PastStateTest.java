package dev.gyre.events.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.history.PastState.PastObject;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PastStateTest {

    private static final Topics TOPICS = Topics.STANDARD;
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final ResourceKey ONE = ResourceKey.parse("configmaps/shop/one");
    private static final ResourceKey OTHER = ResourceKey.parse("configmaps/shop/other");

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "test");
    private final Partition partition = TOPICS.changesPartition(ONE);
    private long previous;

    @BeforeEach
    void aShortHistory() {
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
        change(5, ONE, Type.ADDED);
        change(6, OTHER, Type.ADDED);
        change(8, ONE, Type.MODIFIED);
        change(9, OTHER, Type.DELETED);
        progress(9);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void eachObjectIsAsTheLastChangeBeforeTheMomentLeftIt() {
        assertThat(at(7).objects())
                .extracting(
                        object -> object.object().key(),
                        object -> object.object().revision())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(ONE, 5L), org.assertj.core.groups.Tuple.tuple(OTHER, 6L));
        PastState end = at(9);
        assertThat(end.objects()).hasSize(1);
        PastObject left = end.objects().getFirst();
        assertThat(left.object().revision()).isEqualTo(8);
        assertThat(left.createRevision()).isEqualTo(5);
        assertThat(end.revision()).isEqualTo(9);
        assertThat(end.time()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void whatTheRelayHasNotFinishedIsNotShown() {
        change(10, ONE, Type.DELETED);

        assertThat(at(9).objects()).hasSize(1);
        assertThat(read(stamp -> true, 0).objects()).hasSize(1);
        assertThatThrownBy(() -> at(10))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NotOnTheLogException.class)
                .hasMessageContaining("complete up to revision 9 only");
    }

    @Test
    void afterAGapOnlyWhatWasFoundIsThere() {
        log.append(writer.gap(partition, stamp(20), 10, 20))
                .toCompletableFuture()
                .join();
        previous = 20;
        Resource found = Resource.of(OTHER, 15, Json.object().put("kind", "ConfigMap"));
        Stamp stamp = new Stamp(1, 1, new Position(20, 1), new Position(20, 0), START.plusSeconds(20));
        log.append(writer.state(partition, stamp, found, new Provenance("", "", "", START)))
                .toCompletableFuture()
                .join();
        progress(20);

        assertThat(at(20).objects()).extracting(object -> object.object().key()).containsExactly(OTHER);
    }

    @Test
    void beforeTheBeginningThereIsNothingToShow() {
        assertThatThrownBy(() -> at(4)).hasCauseInstanceOf(NotOnTheLogException.class);
    }

    private PastState at(long revision) {
        return read(stamp -> stamp.position().revision() <= revision, revision);
    }

    private PastState read(java.util.function.Predicate<Stamp> isPast, long needed) {
        return PastState.read(log, TOPICS, isPast, needed).toCompletableFuture().join();
    }

    private void change(long revision, ResourceKey key, Type type) {
        Resource object = Resource.of(key, revision, Json.object().put("kind", "ConfigMap"));
        log.append(writer.change(
                        partition,
                        stamp(revision),
                        previous,
                        new ResourceEvent(type, object, new Provenance("ann", "q", "", START))))
                .toCompletableFuture()
                .join();
        previous = revision;
    }

    private Stamp stamp(long revision) {
        return new Stamp(1, 1, new Position(revision, 0), new Position(previous, 0), START.plusSeconds(revision));
    }

    private void progress(long revision) {
        log.append(writer.progress(
                        new Progress("test", 1, 32, 1, revision, 0, 0, START.plusSeconds(revision), Map.of())))
                .toCompletableFuture()
                .join();
    }
}

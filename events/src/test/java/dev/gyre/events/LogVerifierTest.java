package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogVerifierTest {

    private static final Topics TOPICS = new Topics(3, 1, 1, 1);
    private static final RecordWriter WRITER = new RecordWriter(KubernetesKinds.registry(), "c1");

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final Map<Partition, Mark> marks = new HashMap<>();

    @BeforeEach
    void topics() {
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
    }

    @Test
    void eachChangeComesAfterTheOneBeforeIt() {
        change(1, 0);
        change(3, 1);
        change(4, 3);
        progress(4, 0, 1);

        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aChangeThatSaysItComesAfterAnEarlierOneIsNamed() {
        change(1, 0);
        change(3, 1);
        change(4, 1);
        progress(4, 0, 1);

        assertThat(verify().problems())
                .containsExactly("revision 4 says that it comes after 1, and revision 3 lies between");
    }

    @Test
    void theFirstChangeComesAfterAStoreThatWasEmpty() {
        change(2, 0);
        progress(2, 1, 0);

        assertThat(verify().problems()).isEmpty();
    }

    private LogVerifier.Report verify() {
        return new LogVerifier(log, TOPICS).verify().toCompletableFuture().join();
    }

    private void change(long revision, long after) {
        ResourceKey key = ResourceKey.namespaced("", "configmaps", "ns-" + revision, "a");
        Partition partition = TOPICS.changesPartition(key);
        Mark before = marks.get(partition);
        Position position = new Position(revision, 0);
        Stamp stamp = new Stamp(1, 1, position, before == null ? Position.START : before.position(), Instant.EPOCH);
        Resource object = Resource.of(key, revision, Json.object().put("kind", "ConfigMap"));
        Provenance provenance = new Provenance("ann", "q", "", Instant.EPOCH);
        ResourceEvent event = new ResourceEvent(ResourceEvent.Type.ADDED, object, provenance);
        long offset = log.append(WRITER.change(partition, stamp, after, event))
                .toCompletableFuture()
                .join();
        marks.put(partition, new Mark(position, offset, 1));
    }

    private void progress(long revision, long since, long counted) {
        log.append(WRITER.progress(new Progress("c1", 1, 3, 1, revision, since, counted, Instant.EPOCH, marks)))
                .toCompletableFuture()
                .join();
    }
}

package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogVerifier;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The log of a cluster, read from its beginning by somebody outside. */
final class ClusterLog implements AutoCloseable {

    /** A change that counts: which object, in which partition, and the stamp of its record. */
    record Change(String key, long revision, Partition partition, Stamp stamp) {}

    private final EventLog log;
    private final Topics topics = Topics.STANDARD;

    ClusterLog(KafkaConnection connection) {
        this.log = new KafkaEventLog(connection);
    }

    /** Every revision that etcd has committed is a record, once and in order, or counted as unpublished. */
    LogVerifier.Report awaitComplete(EtcdHistory history) {
        LogVerifier verifier = new LogVerifier(log, topics);
        LogVerifier.Report[] last = new LogVerifier.Report[1];
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    last[0] = verifier.verify(1, history.last(), history::isPublished)
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
                    assertThat(last[0].problems()).isEmpty();
                });
        assertThat(last[0].isWhole()).as("nothing was trimmed").isTrue();
        assertThat(last[0].lostSpans()).isEmpty();
        assertThat(last[0].records()).isPositive();
        return last[0];
    }

    /** The changes that count, by the rules that the documentation gives to any reader, partition by partition. */
    List<Change> changes() throws Exception {
        List<Partition> partitions = topics.changes();
        Map<Partition, Long> ends =
                log.endOffsets(partitions).toCompletableFuture().get(30, TimeUnit.SECONDS);
        Map<Partition, LogScan.Range> ranges = new HashMap<>();
        Map<Partition, PartitionValidity> validity = new HashMap<>();
        partitions.forEach(partition -> {
            ranges.put(partition, new LogScan.Range(0, ends.get(partition)));
            validity.put(partition, PartitionValidity.fromTheBeginning());
        });
        List<Change> changes = new ArrayList<>();
        LogScan.start(log, ranges, stored -> {
                    if (validity.get(stored.entry().partition()).accepts(stored.entry())) {
                        addTo(changes, stored);
                    }
                })
                .done()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return changes;
    }

    private static void addTo(List<Change> changes, StoredEntry stored) {
        if (RecordReader.read(stored.entry()) instanceof LogRecord.Change change) {
            changes.add(new Change(
                    change.event().key().toString(),
                    change.event().revision(),
                    stored.entry().partition(),
                    RecordReader.stamp(stored.entry())));
        }
    }

    @Override
    public void close() {
        log.close();
    }
}

package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.gateway.storage.StoreFixtures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The whole log as a consumer sees it who knows the rule of validity and nothing else. */
final class LogReading {

    private final Map<Partition, List<LogRecord>> valid = new ConcurrentHashMap<>();
    private int voidRecords;
    private @Nullable Progress progress;
    private long progressTerm;

    private LogReading() {}

    static LogReading of(EventLog log, Topics topics) {
        List<Partition> partitions = new ArrayList<>(topics.changes());
        partitions.add(Topics.PROGRESS_PARTITION);
        Map<Partition, Long> begin = StoreFixtures.await(log.beginningOffsets(partitions));
        Map<Partition, Long> end = StoreFixtures.await(log.endOffsets(partitions));
        Map<Partition, LogScan.Range> ranges = new HashMap<>();
        Map<Partition, PartitionValidity> validity = new HashMap<>();
        for (Partition partition : partitions) {
            ranges.put(partition, new LogScan.Range(begin.get(partition), end.get(partition)));
            validity.put(partition, PartitionValidity.fromTheBeginning());
        }
        LogReading reading = new LogReading();
        LogScan scan = LogScan.start(log, ranges, stored -> reading.take(stored, validity));
        StoreFixtures.await(scan.done());
        scan.close();
        return reading;
    }

    private void take(StoredEntry stored, Map<Partition, PartitionValidity> validity) {
        Partition partition = stored.entry().partition();
        if (partition.equals(Topics.PROGRESS_PARTITION)) {
            long term = RecordReader.stamp(stored.entry()).term();
            if (term >= progressTerm) {
                Progress read = RecordReader.progress(stored.entry());
                progress = read != null ? read : term > progressTerm ? null : progress;
                progressTerm = term;
            }
        } else if (validity.get(partition).accepts(stored.entry())) {
            valid.computeIfAbsent(partition, p -> new ArrayList<>()).add(RecordReader.read(stored.entry()));
        } else if (!RecordReader.isTermRecord(stored.entry())) {
            voidRecords++;
        }
    }

    /** Every valid change, in revision order. */
    List<LogRecord.Change> changes() {
        return records(LogRecord.Change.class).stream()
                .sorted(java.util.Comparator.comparingLong(
                        change -> change.event().revision()))
                .toList();
    }

    List<LogRecord.Gap> gaps() {
        return records(LogRecord.Gap.class);
    }

    List<LogRecord.State> states() {
        return records(LogRecord.State.class);
    }

    private <T extends LogRecord> List<T> records(Class<T> type) {
        return valid.values().stream()
                .flatMap(List::stream)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Records that consumers ignore: of an older term, or repeated. */
    int voidRecords() {
        return voidRecords;
    }

    /** What the newest term says of itself; null where it has said nothing yet. */
    @Nullable
    Progress progress() {
        return progress;
    }
}

package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogStart;
import dev.gyre.events.Topics;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The past as the log holds it. A partition is read once, when it is first asked for, and its valid records are kept as
 * they are; only those that are asked for are parsed. Of a partition that holds more than fits, the newest records are
 * kept. Calls block, for as long as reading takes, and are for one thread.
 */
public final class LogHistory implements History {

    /** Bytes of records held for one partition. */
    public static final long MAX_HELD_BYTES = 256L * 1024 * 1024;

    private static final long PATIENCE_MINUTES = 10;

    private final EventLog log;
    private final Topics topics;
    private final long maxHeldBytes;
    private final Map<Partition, HeldPartition> held = new HashMap<>();

    public LogHistory(EventLog log, Topics topics) {
        this(log, topics, MAX_HELD_BYTES);
    }

    LogHistory(EventLog log, Topics topics, long maxHeldBytes) {
        this.log = log;
        this.topics = topics;
        this.maxHeldBytes = maxHeldBytes;
    }

    @Override
    public List<Version> versionsOf(ResourceKey key) {
        return versions(changes(topics.changesPartition(key))
                .filter(entry -> entry.key().equals(key.toString())));
    }

    @Override
    public List<Version> between(ResourceKey near, long afterRevision, long upToRevision) {
        return versions(changes(topics.changesPartition(near)).filter(entry -> {
            long revision = revision(entry);
            return revision > afterRevision && revision <= upToRevision;
        }));
    }

    @Override
    public List<DecisionRecord> decisionsAbout(String subject) {
        List<DecisionRecord> decisions = new ArrayList<>();
        for (Entry entry : partition(topics.decisionsPartition(subject)).entries()) {
            if (entry.key().equals(subject)) {
                decisions.add(BornOnTheLog.readDecision(entry));
            }
        }
        return decisions;
    }

    /** The partitions of which only the newest records were looked at. */
    public List<Partition> cutShort() {
        return held.entrySet().stream()
                .filter(entry -> entry.getValue().isCutShort())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Stream<Entry> changes(Partition partition) {
        return partition(partition).entries().stream().filter(entry -> !RecordReader.isTermRecord(entry));
    }

    private static long revision(Entry entry) {
        var stamp = RecordReader.stamp(entry);
        return stamp == null ? 0 : stamp.position().revision();
    }

    private static List<Version> versions(Stream<Entry> entries) {
        List<Version> versions = new ArrayList<>();
        entries.forEach(entry -> {
            switch (RecordReader.read(entry)) {
                case LogRecord.Change change -> versions.add(Version.of(change.event()));
                case LogRecord.State state ->
                    versions.add(new Version(
                            Version.Type.FOUND, state.resource().revision(), state.resource(), state.provenance()));
                case LogRecord.Gap ignored -> {}
                case LogRecord.Reference ignored -> {}
                case LogRecord.TermBegan ignored -> {}
            }
        });
        return versions;
    }

    private HeldPartition partition(Partition partition) {
        HeldPartition known = held.get(partition);
        if (known != null) {
            return known;
        }
        LogStart start = LogStart.beginning(log, List.of(partition))
                .toCompletableFuture()
                .join();
        boolean isStamped = !partition.topic().equals(Topics.DECISIONS);
        HeldPartition reading =
                new HeldPartition(isStamped ? start.chain(partition) : null, start.isTrimmed(partition), maxHeldBytes);
        LogScan.start(log, start.ranges(), reading::take)
                .done()
                .toCompletableFuture()
                .orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES)
                .join();
        held.put(partition, reading);
        return reading;
    }
}

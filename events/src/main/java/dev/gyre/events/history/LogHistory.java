package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.LogScan;
import dev.gyre.events.LogStart;
import dev.gyre.events.Topics;
import dev.gyre.events.checkpoint.Checkpoints;
import dev.gyre.events.checkpoint.StoredCheckpoint;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The past as the log holds it. A partition is read when it is first asked for, from the newest checkpoint on, and where that
 * is too late from earlier ones, each time twice as many back. Its valid records are kept as they are; only those that are asked
 * for are parsed. Of a partition that holds more than fits, the newest records are kept. Calls block, for as long as reading
 * takes, and are for one thread.
 */
public final class LogHistory implements History {

    /** Bytes of records held for one partition. */
    public static final long MAX_HELD_BYTES = 256L * 1024 * 1024;

    private static final long PATIENCE_MINUTES = 10;

    private final EventLog log;
    private final Topics topics;
    private final long maxHeldBytes;
    private final Map<Partition, Reach> reached = new HashMap<>();
    private final Map<ResourceKey, List<Version>> parsed = new HashMap<>();

    /**
     * How far back a partition has been read.
     *
     * @param checkpoints back from the newest, from 1 on
     * @param afterRevision everything after it is there; 0 for everything
     */
    private record Reach(HeldPartition held, int checkpoints, long afterRevision) {
        boolean isWhole() {
            return afterRevision == 0 || held.isCutShort();
        }
    }

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
        Partition partition = topics.changesPartition(key);
        while (!beginsWithCreation(known(key)) && reachFurther(partition)) {
            // It is older than what has been read.
        }
        return known(key);
    }

    @Override
    public List<Version> versionsOf(ResourceKey key, long afterRevision, long upToRevision) {
        reach(topics.changesPartition(key), afterRevision);
        return known(key).stream()
                .filter(version -> version.revision() > afterRevision && version.revision() <= upToRevision)
                .toList();
    }

    @Override
    public @Nullable Resource asOf(ResourceKey key, long revision) {
        Partition partition = topics.changesPartition(key);
        do {
            List<Version> known = known(key);
            for (Version version : known.reversed()) {
                if (version.revision() <= revision) {
                    return version.object();
                }
            }
            if (beginsWithCreation(known)) {
                return null;
            }
        } while (reachFurther(partition));
        return null;
    }

    private static boolean beginsWithCreation(List<Version> versions) {
        return !versions.isEmpty()
                && (versions.getFirst().type() == Version.Type.ADDED
                        || versions.getFirst().type() == Version.Type.FOUND);
    }

    /** The versions in what has been read. */
    private List<Version> known(ResourceKey key) {
        return parsed.computeIfAbsent(
                key,
                wanted -> versions(changes(topics.changesPartition(wanted))
                        .filter(entry -> entry.key().equals(wanted.toString()))));
    }

    @Override
    public List<Version> between(ResourceKey near, long afterRevision, long upToRevision) {
        reach(topics.changesPartition(near), afterRevision);
        return versions(changes(topics.changesPartition(near)).filter(entry -> {
            long revision = revision(entry);
            return revision > afterRevision && revision <= upToRevision;
        }));
    }

    @Override
    public List<DecisionRecord> decisionsAbout(String subject) {
        reach(topics.decisionsPartition(subject), 0);
        return knownDecisions(subject);
    }

    @Override
    public List<DecisionRecord> decisionsAbout(String subject, String id) {
        Partition partition = topics.decisionsPartition(subject);
        List<DecisionRecord> known = knownDecisions(subject);
        while (!isEnough(known, id) && !isOlderThan(subject, partition) && reachFurther(partition)) {
            known = knownDecisions(subject);
        }
        return known;
    }

    @Override
    public List<DecisionRecord> decisionsInLifeOf(ResourceKey subject) {
        Partition partition = topics.decisionsPartition(subject.toString());
        List<DecisionRecord> known = knownDecisions(subject.toString());
        while (!isOlderThan(subject.toString(), partition) && reachFurther(partition)) {
            known = knownDecisions(subject.toString());
        }
        return known;
    }

    private static boolean isEnough(List<DecisionRecord> known, String id) {
        DecisionRecord wanted = known.stream()
                .filter(decision -> decision.id().equals(id))
                .findFirst()
                .orElse(null);
        return wanted != null
                && known.subList(0, known.indexOf(wanted)).stream()
                        .anyMatch(decision -> decision.reconciler().equals(wanted.reconciler()));
    }

    /** Whether the partition has been read back to before the subject was there: nobody decided about it then. */
    private boolean isOlderThan(String subject, Partition partition) {
        if (subject.startsWith("schedulers/")) {
            return false;
        }
        List<Version> known = known(ResourceKey.parse(subject));
        return beginsWithCreation(known)
                && partition(partition).afterRevision() < known.getFirst().revision();
    }

    private List<DecisionRecord> knownDecisions(String subject) {
        List<DecisionRecord> decisions = new ArrayList<>();
        for (Entry entry : partition(topics.decisionsPartition(subject)).held().entries()) {
            if (entry.key().equals(subject)) {
                decisions.add(BornOnTheLog.readDecision(entry));
            }
        }
        return decisions;
    }

    /** The partitions of which only the newest records were looked at. */
    public List<Partition> cutShort() {
        return reached.entrySet().stream()
                .filter(entry -> entry.getValue().held().isCutShort())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Stream<Entry> changes(Partition partition) {
        return partition(partition).held().entries().stream().filter(entry -> !RecordReader.isTermRecord(entry));
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

    private void reach(Partition partition, long afterRevision) {
        while (partition(partition).afterRevision() > afterRevision && reachFurther(partition)) {
            // Not yet.
        }
    }

    /** Reads more of a partition; answers whether there was more. */
    private boolean reachFurther(Partition partition) {
        Reach before = partition(partition);
        if (before.isWhole()) {
            return false;
        }
        reached.put(partition, read(partition, before.checkpoints() * 2));
        parsed.clear();
        return true;
    }

    private Reach partition(Partition partition) {
        Reach known = reached.get(partition);
        if (known == null) {
            known = read(partition, 1);
            reached.put(partition, known);
        }
        return known;
    }

    private Reach read(Partition partition, int checkpoints) {
        StoredCheckpoint from = wait(Checkpoints.back(log, checkpoints - 1)).orElse(null);
        boolean isDecisions = partition.topic().equals(Topics.DECISIONS);
        LogStart start = wait(
                from == null
                        ? LogStart.beginning(log, List.of(partition))
                        : isDecisions
                                ? LogStart.at(log, partition, from.checkpoint().decisions())
                                : LogStart.after(log, List.of(partition), from.checkpoint()));
        HeldPartition reading = new HeldPartition(
                isDecisions ? null : start.chain(partition), start.isTrimmed(partition), maxHeldBytes);
        LogScan.start(log, start.ranges(), reading::take)
                .done()
                .toCompletableFuture()
                .orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES)
                .join();
        long after = from == null
                        || !start.isConnected(partition)
                        || start.mark(partition).offset() == 0
                ? 0
                : from.checkpoint().revision();
        return new Reach(reading, checkpoints, after);
    }

    private static <T> T wait(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}

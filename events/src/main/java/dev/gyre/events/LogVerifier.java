package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.relay.ProgressReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Proves that the log is complete, from what it holds alone or against what a store is known to have published. Four
 * things must hold up to the relay's progress: each partition's chain of valid records reaches its mark; between a change and
 * the revision it says it comes after there is no other; the records and the counted revisions together leave no revision
 * over; and every revision that is known to be published is a record, and no other is. Reads everything once and keeps one
 * entry for each record.
 */
public final class LogVerifier {

    private static final int MAX_PROBLEMS = 20;

    private final EventLog log;
    private final Topics topics;

    public LogVerifier(EventLog log, Topics topics) {
        this.log = log;
        this.topics = topics;
    }

    /** Revisions of which the log says itself that it does not have them. */
    public record LostSpan(long fromRevision, long toRevision) {}

    /**
     * What was found. Revisions after {@code since} up to {@code revision} have been looked at.
     *
     * @param isWhole whether nothing has been trimmed by retention, so that numbers could be compared
     * @param problems the first of them first, one line each
     */
    public record Report(
            long since,
            long revision,
            long records,
            long counted,
            long voidRecords,
            boolean isWhole,
            List<LostSpan> lostSpans,
            List<String> problems) {
        public boolean isComplete() {
            return problems.isEmpty();
        }
    }

    /** Verifies the log by its own account. */
    public CompletionStage<Report> verify() {
        return read().thenApply(Reading::report);
    }

    /** Verifies it against a store's, too: which of the revisions from first to last (inclusive) must be records. */
    public CompletionStage<Report> verify(long first, long last, LongPredicate isPublished) {
        return read().thenApply(reading -> reading.report(reading.differences(first, last, isPublished)));
    }

    /** Reads all that is there now, for any of these questions. */
    public CompletionStage<Reading> read() {
        List<Partition> partitions = new ArrayList<>(topics.published());
        partitions.add(Topics.PROGRESS_PARTITION);
        return LogStart.beginning(log, partitions).thenCompose(start -> {
            Reading reading = new Reading(start);
            return LogScan.start(log, start.ranges(), reading::take).done().thenApply(done -> reading);
        });
    }

    /** A change of an object, and the revision it says it comes after. */
    private record Recorded(String key, long after) {}

    /** All that is on the log, read once. */
    public final class Reading {
        private final Map<Partition, PartitionValidity> validity = new HashMap<>();
        private final ProgressReading progress = new ProgressReading();
        private final TreeMap<Long, Recorded> recorded = new TreeMap<>();
        private final TreeSet<Long> gapEnds = new TreeSet<>();
        private final List<LostSpan> lostSpans = new ArrayList<>();
        private final List<String> repeats = new ArrayList<>();
        private final LogStart start;
        private boolean isWhole = true;
        private long voidRecords;

        private Reading(LogStart start) {
            this.start = start;
            for (Partition partition : topics.published()) {
                isWhole &= !start.isTrimmed(partition) || !topics.changes().contains(partition);
                validity.put(partition, start.chain(partition));
            }
        }

        private void take(StoredEntry stored) {
            PartitionValidity partition = validity.get(stored.entry().partition());
            if (partition == null) {
                progress.take(stored);
            } else if (partition.accepts(stored.entry())) {
                record(stored);
            } else if (!RecordReader.isTermRecord(stored.entry())) {
                voidRecords++;
            }
        }

        private void record(StoredEntry stored) {
            switch (RecordReader.read(stored.entry())) {
                case LogRecord.Change change -> {
                    String key = change.event().key().toString();
                    long revision = change.event().revision();
                    Recorded before =
                            recorded.put(revision, new Recorded(key, RecordReader.afterRevision(stored.entry())));
                    if (before != null && repeats.size() < MAX_PROBLEMS) {
                        repeats.add("revision " + revision + " is a record of " + before.key() + " and of " + key);
                    }
                }
                case LogRecord.Gap gap -> {
                    if (gapEnds.add(gap.toRevision())) {
                        lostSpans.add(new LostSpan(gap.fromRevision(), gap.toRevision()));
                    }
                }
                case LogRecord.State ignored -> {}
                case LogRecord.Reference ignored -> {}
                case LogRecord.TermBegan ignored -> {}
            }
        }

        /** By the log's own account. */
        public Report report() {
            return report(List.of());
        }

        private Report report(List<String> differences) {
            Progress newest = progress.newest();
            List<String> problems = new ArrayList<>(repeats);
            if (newest == null) {
                problems.add("the log has no progress record");
                return new Report(0, 0, recorded.size(), 0, voidRecords, isWhole, lostSpans, first(problems));
            }
            problems.addAll(brokenChains(newest));
            problems.addAll(wrongOrder(newest));
            problems.addAll(differences);
            problems.addAll(miscounts(newest));
            return new Report(
                    newest.since(),
                    newest.revision(),
                    recordsOf(newest),
                    newest.counted(),
                    voidRecords,
                    isWhole,
                    List.copyOf(lostSpans),
                    first(problems));
        }

        private List<String> brokenChains(Progress newest) {
            List<String> problems = new ArrayList<>();
            newest.marks().forEach((partition, mark) -> {
                PartitionValidity chain = validity.get(partition);
                if (chain != null && !chain.hasReached(mark.position()) && !isTrimmedBeyond(partition, chain, mark)) {
                    problems.add("the valid records of " + partition + " end at " + chain.last() + " and must reach "
                            + mark.position());
                }
            });
            return problems;
        }

        private List<String> wrongOrder(Progress newest) {
            List<String> problems = new ArrayList<>();
            long before = 0; // what history begins after need not have been published: in etcd it is the empty store
            for (Map.Entry<Long, Recorded> change : upTo(newest).entrySet()) {
                long revision = change.getKey();
                long after = change.getValue().after();
                if (after != Long.MAX_VALUE && (after < before || after >= revision)) {
                    problems.add("revision " + revision + " says that it comes after " + after
                            + (after < before ? ", and revision " + before + " lies between" : ""));
                }
                before = revision;
            }
            return problems;
        }

        /** Whether all that is missing of a partition has been deleted on purpose: it reaches beyond the mark and holds nothing. */
        private boolean isTrimmedBeyond(Partition partition, PartitionValidity chain, Progress.Mark mark) {
            LogScan.Range range = start.ranges().get(partition);
            return chain.last() == null && start.isTrimmed(partition) && range != null && range.until() > mark.offset();
        }

        /** What a store says that the log does not: which of the revisions from first to last (inclusive) must be records. */
        public List<String> differences(long first, long last, LongPredicate isPublished) {
            Progress newest = progress.newest();
            if (newest == null) {
                return List.of();
            }
            Stream<String> end = last <= newest.revision()
                    ? Stream.empty()
                    : Stream.of("the log is complete up to revision " + newest.revision() + " only, not " + last);
            Stream<String> each = LongStream.rangeClosed(first, Math.min(last, newest.revision()))
                    .mapToObj(revision -> difference(revision, isPublished.test(revision)))
                    .flatMap(Optional::stream);
            return Stream.concat(end, each).limit(MAX_PROBLEMS).toList();
        }

        private Optional<String> difference(long revision, boolean isPublished) {
            Recorded change = recorded.get(revision);
            if (isPublished && change == null && !isLost(revision)) {
                return Optional.of("revision " + revision + " is published and is no record");
            }
            return isPublished || change == null
                    ? Optional.empty()
                    : Optional.of("revision " + revision + " is a record of " + change.key() + " and is not published");
        }

        private boolean isLost(long revision) {
            return lostSpans.stream().anyMatch(s -> s.fromRevision() <= revision && revision <= s.toRevision());
        }

        private List<String> miscounts(Progress newest) {
            long expected = newest.revision() - newest.since();
            long found = recordsOf(newest) + newest.counted();
            return !isWhole || found == expected
                    ? List.of()
                    : List.of("of the " + expected + " revisions after " + newest.since() + " up to "
                            + newest.revision() + ", " + recordsOf(newest) + " are records and " + newest.counted()
                            + " are counted: "
                            + (expected > found ? (expected - found) + " missing" : (found - expected) + " too many"));
        }

        private long recordsOf(Progress newest) {
            return upTo(newest).size();
        }

        private Map<Long, Recorded> upTo(Progress newest) {
            return recorded.subMap(newest.since(), false, newest.revision(), true);
        }
    }

    private static List<String> first(List<String> problems) {
        return List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }
}

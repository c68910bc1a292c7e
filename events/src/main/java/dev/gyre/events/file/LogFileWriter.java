package dev.gyre.events.file;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.LogScan;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.history.PastReading;
import dev.gyre.events.history.PastState;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.record.UnreadableRecordException;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.LogFileHeader;
import dev.gyre.schemas.record.Position;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a span of a log into a file: the state of the cluster before the span, as the gap and state records with which a
 * relay goes on after lost history; every valid change of the span; the decisions that were made in it, and those that led
 * to its changes; and a progress record of its own. Nothing is written of a log that is not complete up to the end of the
 * span. Calls block, for as long as reading takes.
 */
public final class LogFileWriter {

    /**
     * Which part of the log.
     *
     * @param isBefore whether a change is before the first one that is wanted
     * @param isWithin whether a change is not after the last one that is wanted
     * @param neededRevision up to which the log must be complete; 0 for whatever it is
     */
    public record Span(Predicate<Stamp> isBefore, Predicate<Stamp> isWithin, long neededRevision) {}

    private record Bounds(long from, long to, Instant fromTime, Instant toTime) {}

    private final EventLog log;
    private final Topics topics;
    private final ResourceKinds kinds;
    private final Redaction redaction;

    private final Map<Partition, Position> baseEnds = new HashMap<>();
    private final Map<String, LogFileHeader.Span> spans = new LinkedHashMap<>();
    private final Map<Partition, Progress.Mark> marks = new HashMap<>();
    private final Map<Partition, Long> written = new HashMap<>();
    private final Set<String> causes = new HashSet<>();
    private final Set<String> releases = new TreeSet<>();
    private boolean isCut;
    private long changes;
    private long decisions;
    private @Nullable Stamp first;
    private @Nullable Stamp last;

    private LogFileWriter(EventLog log, Topics topics, ResourceKinds kinds, Redaction redaction) {
        this.log = log;
        this.topics = topics;
        this.kinds = kinds;
        this.redaction = redaction;
    }

    /** Writes the file, or throws and leaves what was there; answers what stands in its first line. */
    public static LogFileHeader write(
            EventLog log,
            Topics topics,
            ResourceKinds kinds,
            Span span,
            Redaction redaction,
            String release,
            Instant now,
            Path file) {
        LogFileWriter writer = new LogFileWriter(log, topics, kinds, redaction);
        try (LogFileOutput output = LogFileOutput.open(file)) {
            Progress progress = writer.progress(span.neededRevision());
            PastReading before = PastReading.upTo(log, topics, span.isBefore(), 0)
                    .toCompletableFuture()
                    .join();
            before.requireWithin(span.isWithin());
            PastState base = before.state().orElse(null);
            if (base != null) {
                writer.writeBase(base, progress, output);
            }
            writer.writeChanges(span, before, progress, output);
            Bounds bounds = writer.bounds(span, base, progress);
            writer.writeDecisions(bounds, output);
            writer.writeProgress(bounds, progress, output);
            LogFileHeader header = writer.header(bounds, progress, release, now, output);
            output.finish(header);
            return header;
        }
    }

    private Progress progress(long neededRevision) {
        Progress progress = ProgressReading.newest(log).toCompletableFuture().join();
        if (progress == null) {
            throw new NotOnTheLogException("the log has no progress record");
        }
        if (progress.revision() < neededRevision) {
            throw new NotOnTheLogException("the log is complete up to revision " + progress.revision() + " only");
        }
        return progress;
    }

    private void writeBase(PastState base, Progress progress, LogFileOutput output) {
        RecordWriter records = new RecordWriter(kinds, progress.clusterId());
        Map<Partition, List<PastState.PastObject>> byPartition = new LinkedHashMap<>();
        base.objects().stream()
                .sorted(Comparator.comparing(past -> past.object().key()))
                .forEach(past -> byPartition
                        .computeIfAbsent(topics.changesPartition(past.object().key()), p -> new ArrayList<>())
                        .add(past));
        for (Partition partition : topics.changes()) {
            Position at = new Position(base.revision(), 0);
            put(records.gap(partition, stamp(progress, at, Position.START, base.time()), 1, base.revision()), output);
            for (PastState.PastObject past : byPartition.getOrDefault(partition, List.of())) {
                Position next = new Position(base.revision(), at.index() + 1);
                put(
                        redacted(records.state(
                                partition, stamp(progress, next, at, base.time()), past.object(), past.by())),
                        output);
                at = next;
            }
            baseEnds.put(partition, at);
            marks.put(partition, new Progress.Mark(at, written.getOrDefault(partition, 1L) - 1, 0));
        }
    }

    /** Of no relay's term: lower than all of them. */
    private static Stamp stamp(Progress progress, Position position, Position previous, Instant time) {
        return new Stamp(progress.generation(), 0, position, previous, time);
    }

    private void writeChanges(Span span, PastReading before, Progress progress, LogFileOutput output) {
        Map<Partition, PartitionValidity> chains = ValidRecords.read(
                        log,
                        before.next(),
                        (stamp, entry) -> change(stamp, entry, span, before.revision(), progress, output))
                .toCompletableFuture()
                .join();
        progress.marks().forEach((partition, mark) -> {
            PartitionValidity chain = chains.get(partition);
            if (chain != null && !chain.hasReached(mark.position())) {
                throw new NotOnTheLogException("the valid records of " + partition + " end at " + chain.last()
                        + " and must reach " + mark.position());
            }
        });
    }

    private void change(
            Stamp stamp, Entry entry, Span span, long afterRevision, Progress progress, LogFileOutput output) {
        Position position = stamp.position();
        if (position.revision() <= afterRevision || position.revision() > progress.revision()) {
            return;
        }
        if (!span.isWithin().test(stamp)) {
            isCut = true;
            return;
        }
        String partition = entry.partition().toString();
        LogFileHeader.Span before = spans.get(partition);
        Position previous = before == null ? baseEnds.get(entry.partition()) : null;
        put(redacted(previous == null ? entry : RecordWriter.relinked(entry, previous)), output);
        spans.put(partition, new LogFileHeader.Span(before == null ? position : before.first(), position));
        marks.put(
                entry.partition(),
                new Progress.Mark(position, written.getOrDefault(entry.partition(), 1L) - 1, stamp.term()));
        first = first == null || first.position().isAfter(position) ? stamp : first;
        last = last == null || position.isAfter(last.position()) ? stamp : last;
        changes += RecordReader.read(entry) instanceof LogRecord.Change ? 1 : 0;
        causes.add(RecordReader.cause(entry));
    }

    private Bounds bounds(Span span, @Nullable PastState base, Progress progress) {
        Stamp oldest = first;
        Stamp newest = last;
        if (base == null && (newest == null || oldest == null)) {
            throw new NotOnTheLogException("the log begins later than that");
        }
        Instant begin = base != null ? base.time() : oldest == null ? progress.time() : oldest.time();
        long from = base == null ? 0 : base.revision();
        long lastRevision = newest == null ? from : newest.position().revision();
        long to = span.neededRevision() > 0 ? span.neededRevision() : isCut ? lastRevision : progress.revision();
        return new Bounds(from, to, begin, newest == null ? begin : newest.time());
    }

    private void writeDecisions(Bounds bounds, LogFileOutput output) {
        List<Partition> partitions = topics.decisions();
        Map<Partition, LogScan.Range> ranges =
                LogScan.whole(log, partitions).toCompletableFuture().join();
        LogScan.start(log, ranges, stored -> decision(stored.entry(), bounds, output))
                .done()
                .toCompletableFuture()
                .join();
    }

    private void decision(Entry entry, Bounds bounds, LogFileOutput output) {
        DecisionRecord decision;
        try {
            decision = BornOnTheLog.readDecision(entry);
        } catch (UnreadableRecordException e) {
            return; // nobody's decision
        }
        boolean isWithin = decision.inputRevision() >= bounds.from() && decision.inputRevision() <= bounds.to();
        if (!isWithin && !causes.contains(decision.id())) {
            return;
        }
        releases.add(decision.build());
        decisions++;
        byte[] value = entry.value();
        ObjectNode json = Json.readObject(value == null ? new byte[0] : value);
        redaction.applyToDecision(json);
        put(new Entry(entry.partition(), entry.key(), entry.headers(), Json.write(json)), output);
    }

    /** Of a whole log what the relay counted; of a part what is left over, since no relay counted that. */
    private void writeProgress(Bounds bounds, Progress progress, LogFileOutput output) {
        long since = bounds.from();
        boolean isWhole = since == progress.since() && bounds.to() == progress.revision();
        put(
                new RecordWriter(kinds, progress.clusterId())
                        .progress(new Progress(
                                progress.clusterId(),
                                progress.generation(),
                                progress.partitionCount(),
                                progress.term(),
                                bounds.to(),
                                since,
                                isWhole ? progress.counted() : bounds.to() - since - changes,
                                bounds.toTime(),
                                marks)),
                output);
    }

    private LogFileHeader header(Bounds bounds, Progress progress, String release, Instant now, LogFileOutput output) {
        Map<String, Integer> sizes = new HashMap<>();
        topics.specs().forEach(spec -> sizes.put(spec.name(), spec.partitions()));
        return new LogFileHeader(
                release,
                List.copyOf(releases),
                now,
                progress.clusterId(),
                progress.generation(),
                sizes,
                bounds.from(),
                bounds.to(),
                bounds.fromTime(),
                bounds.toTime(),
                spans,
                redaction.paths(),
                decisions,
                output.records(),
                output.bytes());
    }

    private Entry redacted(Entry entry) {
        byte[] value = entry.value();
        RecordReader.Effect effect = RecordReader.effect(entry);
        if (value == null || effect == RecordReader.Effect.GAP || effect == RecordReader.Effect.OTHER) {
            return entry;
        }
        ResourceKey key = ResourceKey.parse(entry.key());
        if (!redaction.concerns(key)) {
            return entry;
        }
        ObjectNode json = Json.readObject(value);
        redaction.apply(key, json);
        return new Entry(entry.partition(), entry.key(), entry.headers(), Json.write(json));
    }

    private void put(Entry entry, LogFileOutput output) {
        output.write(entry);
        written.merge(entry.partition(), 1L, Long::sum);
    }
}

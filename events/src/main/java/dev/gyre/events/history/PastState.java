package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it was: every object of a published kind as the last change before a moment left it, folded from the log.
 * Of each object one unparsed record is held meanwhile.
 *
 * @param revision of the last change that counts
 * @param time of that change
 */
public record PastState(long revision, Instant time, List<PastObject> objects) {

    /**
     * An object at that moment.
     *
     * @param createRevision of its creation; of an object found after lost history, that of its last change there
     */
    public record PastObject(Resource object, long createRevision, Provenance by) {}

    /** What the log cannot show. */
    public static final class NotOnTheLogException extends RuntimeException {
        public NotOnTheLogException(String message) {
            super(message);
        }
    }

    /**
     * Reads the log up to a moment.
     *
     * @param isPast whether a change was at that moment or before
     * @param neededRevision up to which the log must be complete; 0 for whatever it is
     */
    public static CompletionStage<PastState> read(
            EventLog log, Topics topics, Predicate<Stamp> isPast, long neededRevision) {
        return fold(log, topics, isPast, neededRevision)
                .thenApply(
                        state -> state.orElseThrow(() -> new NotOnTheLogException("the log begins later than that")));
    }

    /** The state before a span that may begin with the log; empty where it does. */
    public static CompletionStage<Optional<PastState>> before(EventLog log, Topics topics, Predicate<Stamp> isBefore) {
        return fold(log, topics, isBefore, 0);
    }

    private static CompletionStage<Optional<PastState>> fold(
            EventLog log, Topics topics, Predicate<Stamp> isPast, long neededRevision) {
        return progress(log).thenCompose(progress -> {
            if (neededRevision > progress.revision()) {
                throw new NotOnTheLogException("the log is complete up to revision " + progress.revision() + " only");
            }
            Fold fold = new Fold(stamp -> stamp.position().revision() <= progress.revision() && isPast.test(stamp));
            List<Partition> partitions = topics.changes();
            return LogScan.whole(log, partitions)
                    .thenCompose(ranges -> {
                        fold.expect(ranges);
                        return LogScan.start(log, ranges, fold::take).done();
                    })
                    .thenApply(done -> fold.state());
        });
    }

    private static CompletionStage<Progress> progress(EventLog log) {
        return ProgressReading.newest(log).thenApply(newest -> {
            if (newest == null) {
                throw new NotOnTheLogException("the log has no progress record");
            }
            return newest;
        });
    }

    private static final class Fold {
        private record Held(Entry entry, long createRevision) {}

        private final Predicate<Stamp> isPast;
        private final Map<Partition, PartitionValidity> validity = new HashMap<>();
        private final Map<Partition, Map<String, Held>> held = new HashMap<>();
        private @Nullable Stamp last;

        Fold(Predicate<Stamp> isPast) {
            this.isPast = isPast;
        }

        void expect(Map<Partition, LogScan.Range> ranges) {
            ranges.forEach((partition, range) -> {
                boolean isTrimmed = range.from() > 0;
                boolean isForgetful = partition.topic().equals(Topics.EVENT_CHANGES);
                if (isTrimmed && !isForgetful) {
                    throw new NotOnTheLogException("the beginning of " + partition + " has been trimmed");
                }
                validity.put(
                        partition,
                        isTrimmed ? PartitionValidity.afterTrimming() : PartitionValidity.fromTheBeginning());
                held.put(partition, new HashMap<>());
            });
        }

        void take(StoredEntry stored) {
            Entry entry = stored.entry();
            PartitionValidity partition = validity.get(entry.partition());
            Map<String, Held> objects = held.get(entry.partition());
            Stamp stamp = RecordReader.stamp(entry);
            if (partition == null
                    || objects == null
                    || stamp == null
                    || !partition.accepts(entry)
                    || RecordReader.isTermRecord(entry)
                    || !isPast.test(stamp)) {
                return;
            }
            if (last == null || stamp.position().isAfter(last.position())) {
                last = stamp;
            }
            switch (RecordReader.effect(entry)) {
                case ADDED, FOUND ->
                    objects.put(entry.key(), new Held(entry, stamp.position().revision()));
                case MODIFIED -> {
                    Held before = objects.get(entry.key());
                    objects.put(
                            entry.key(),
                            new Held(entry, before == null ? stamp.position().revision() : before.createRevision()));
                }
                case DELETED -> objects.remove(entry.key());
                case GAP -> objects.clear();
                case OTHER -> {}
            }
        }

        /** Empty where nothing was past. */
        Optional<PastState> state() {
            Stamp newest = last;
            if (newest == null) {
                return Optional.empty();
            }
            List<PastObject> objects = new ArrayList<>();
            for (Map<String, Held> partition : held.values()) {
                for (Held kept : partition.values()) {
                    switch (RecordReader.read(kept.entry())) {
                        case LogRecord.Change change -> {
                            ResourceEvent event = change.event();
                            objects.add(new PastObject(event.resource(), kept.createRevision(), event.provenance()));
                        }
                        case LogRecord.State state ->
                            objects.add(new PastObject(
                                    state.resource(), state.resource().revision(), state.provenance()));
                        case LogRecord.Gap ignored -> {}
                        case LogRecord.Reference ignored -> {}
                        case LogRecord.TermBegan ignored -> {}
                    }
                }
            }
            return Optional.of(new PastState(newest.position().revision(), newest.time(), objects));
        }
    }
}

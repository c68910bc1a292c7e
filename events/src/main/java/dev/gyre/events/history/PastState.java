package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.checkpoint.ObjectFold;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

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
            Predicate<Stamp> counts = stamp -> stamp.position().revision() <= progress.revision() && isPast.test(stamp);
            return ObjectFold.read(log, topics.changes(), counts, StoredEntry::entry)
                    .thenApply(PastState::of);
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

    /** Empty where nothing was past. */
    private static Optional<PastState> of(ObjectFold<Entry> fold) {
        return fold.last().map(newest -> {
            List<PastObject> objects = new ArrayList<>();
            fold.forEach((key, held) -> objects.add(object(held)));
            return new PastState(newest.position().revision(), newest.time(), objects);
        });
    }

    private static PastObject object(ObjectFold.Held<Entry> held) {
        return switch (RecordReader.read(held.kept())) {
            case LogRecord.Change change ->
                new PastObject(
                        change.event().resource(),
                        held.createRevision(),
                        change.event().provenance());
            case LogRecord.State state ->
                new PastObject(state.resource(), state.resource().revision(), state.provenance());
            case LogRecord.Gap gap -> throw new IllegalStateException("no object: " + gap);
            case LogRecord.Reference reference -> throw new IllegalStateException("no object: " + reference);
            case LogRecord.TermBegan began -> throw new IllegalStateException("no object: " + began);
        };
    }
}

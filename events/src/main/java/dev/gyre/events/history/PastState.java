package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.Topics;
import dev.gyre.events.checkpoint.ObjectFold;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
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
        return PastReading.upTo(log, topics, isPast, neededRevision).thenApply(PastReading::requireState);
    }

    /** Empty where nothing was past. */
    static Optional<PastState> of(ObjectFold<Entry> fold) {
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

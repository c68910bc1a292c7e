package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogStart;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.checkpoint.Checkpoints;
import dev.gyre.events.checkpoint.ObjectFold;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * A log that has been read up to a moment, with what was there then, and can be read on to later ones, each time from where the last
 * one was: so what is between two moments is read once. How far the log is complete is asked at the first moment.
 */
public final class PastReading {

    private final EventLog log;
    private final Topics topics;
    private final Progress progress;
    private final ObjectFold<Entry> fold;

    private PastReading(EventLog log, Topics topics, Progress progress, ObjectFold<Entry> fold) {
        this.log = log;
        this.topics = topics;
        this.progress = progress;
        this.fold = fold;
    }

    /**
     * Reads up to a moment.
     *
     * @param isPast whether a change was at that moment or before
     * @param neededRevision up to which the log must be complete; 0 for whatever it is
     */
    public static CompletionStage<PastReading> upTo(
            EventLog log, Topics topics, Predicate<Stamp> isPast, long neededRevision) {
        return ProgressReading.newest(log).thenCompose(progress -> {
            if (progress == null) {
                throw new NotOnTheLogException("the log has no progress record");
            }
            return upTo(log, topics, progress, isPast, neededRevision);
        });
    }

    private static CompletionStage<PastReading> upTo(
            EventLog log, Topics topics, Progress progress, Predicate<Stamp> isPast, long neededRevision) {
        requireRevision(progress, neededRevision);
        return ObjectFold.read(log, topics.changes(), isKnown(progress).and(isPast), StoredEntry::entry)
                .thenApply(fold -> new PastReading(log, topics, progress, fold));
    }

    /** The same at another moment. From a later one this is the way there, unless a checkpoint is nearer. */
    public CompletionStage<PastReading> onTo(Predicate<Stamp> isPast, long neededRevision) {
        requireRevision(progress, neededRevision);
        if (!isAtOrBefore(isPast)) {
            return upTo(log, topics, progress, isPast, neededRevision);
        }
        return Checkpoints.newest(log, isPast)
                .thenCompose(checkpoint -> checkpoint
                                .filter(nearer -> nearer.checkpoint().revision() > revision())
                                .isPresent()
                        ? upTo(log, topics, progress, isPast, neededRevision)
                        : fold.onTo(log, isKnown(progress).and(isPast))
                                .thenApply(later -> new PastReading(log, topics, progress, later)));
    }

    private static void requireRevision(Progress progress, long neededRevision) {
        if (neededRevision > progress.revision()) {
            throw new NotOnTheLogException("the log is complete up to revision " + progress.revision() + " only");
        }
    }

    private static Predicate<Stamp> isKnown(Progress progress) {
        return stamp -> stamp.position().revision() <= progress.revision();
    }

    /** Whether all that this one knows had happened at another moment. */
    public boolean isAtOrBefore(Predicate<Stamp> isPast) {
        return fold.last().map(isPast::test).orElse(true);
    }

    /** Throws {@link NotOnTheLogException} where a span that begins after this moment ends before it. */
    public void requireWithin(Predicate<Stamp> isWithin) {
        if (!isAtOrBefore(isWithin)) {
            throw new NotOnTheLogException("it ends before it begins, which is after revision " + revision());
        }
    }

    /** What was there; empty where nothing had happened. */
    public Optional<PastState> state() {
        return PastState.of(fold);
    }

    /** The same; throws {@link NotOnTheLogException} where nothing had happened. */
    public PastState requireState() {
        return state().orElseThrow(() -> new NotOnTheLogException("the log begins later than that"));
    }

    /** Of the last change that counts; 0 where there is none. */
    public long revision() {
        return fold.last().map(last -> last.position().revision()).orElse(0L);
    }

    /** Where what came after the moment begins. */
    public LogStart next() {
        return fold.next();
    }
}

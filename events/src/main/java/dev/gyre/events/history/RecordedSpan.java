package dev.gyre.events.history;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.LogScan;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.record.UnreadableRecordException;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to live through a part of the past again: the cluster before it, every change, and every decision that
 * looked at a revision in it. All of it is in memory.
 *
 * @param fromRevision of the last change before it; 0 where it begins with the log
 * @param toRevision up to which it goes
 * @param before the cluster at {@code fromRevision}
 * @param changes in the order of their revisions
 */
public record RecordedSpan(
        long fromRevision,
        long toRevision,
        List<Resource> before,
        List<ResourceEvent> changes,
        List<DecisionRecord> decisions) {

    /**
     * Reads the span between two moments; blocks for as long as that takes.
     *
     * @param isBefore whether a change is before the first one that is wanted
     * @param isWithin whether a change is not after the last one that is wanted
     */
    public static RecordedSpan read(EventLog log, Topics topics, Predicate<Stamp> isBefore, Predicate<Stamp> isWithin) {
        Progress progress = ProgressReading.newest(log).toCompletableFuture().join();
        if (progress == null) {
            throw new NotOnTheLogException("the log has no progress record");
        }
        PastReading before =
                PastReading.upTo(log, topics, isBefore, 0).toCompletableFuture().join();
        before.requireWithin(isWithin);
        long from = before.revision();
        List<ResourceEvent> changes = new ArrayList<>();
        AtomicBoolean isCut = new AtomicBoolean();
        ValidRecords.read(log, before.next(), isWithin, (stamp, entry) -> {
                    long revision = stamp.position().revision();
                    if (!isWithin.test(stamp)) {
                        isCut.set(true);
                    } else if (revision > from && revision <= progress.revision()) {
                        changes.add(change(entry));
                    }
                })
                .toCompletableFuture()
                .join();
        changes.sort(Comparator.comparingLong(ResourceEvent::revision));
        long last = changes.isEmpty() ? from : changes.getLast().revision();
        long to = isCut.get() ? last : progress.revision();
        List<Resource> objects = before.state().map(PastState::objects).orElse(List.of()).stream()
                .map(PastState.PastObject::object)
                .toList();
        return new RecordedSpan(from, to, objects, changes, decisions(log, topics, from, to));
    }

    private static ResourceEvent change(Entry entry) {
        return switch (RecordReader.read(entry)) {
            case LogRecord.Change change -> change.event();
            case LogRecord.Gap gap ->
                throw new NotOnTheLogException("history from revision " + gap.fromRevision() + " to " + gap.toRevision()
                        + " is lost; begin after it");
            case LogRecord.State state ->
                throw new NotOnTheLogException(
                        "history before revision " + state.stamp().position().revision() + " is lost; begin after it");
            case LogRecord.Reference reference -> throw new IllegalStateException("no change: " + reference);
            case LogRecord.TermBegan began -> throw new IllegalStateException("no change: " + began);
        };
    }

    private static List<DecisionRecord> decisions(EventLog log, Topics topics, long from, long to) {
        List<DecisionRecord> decisions = new ArrayList<>();
        LogScan.whole(log, topics.decisions())
                .thenCompose(ranges -> LogScan.start(log, ranges, stored -> {
                            DecisionRecord decision = readable(stored.entry());
                            if (decision != null
                                    && decision.inputRevision() >= from
                                    && decision.inputRevision() <= to) {
                                decisions.add(decision);
                            }
                        })
                        .done())
                .toCompletableFuture()
                .join();
        return decisions;
    }

    /** Null for a record that is no decision, whoever wrote it. */
    private static @Nullable DecisionRecord readable(Entry entry) {
        try {
            return BornOnTheLog.readDecision(entry);
        } catch (UnreadableRecordException e) {
            return null;
        }
    }
}

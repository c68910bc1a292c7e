package dev.gyre.events;

import dev.gyre.schemas.record.ResourceEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All changes of all partitions, merged into one history: each {@link Advance} carries the changes up to one revision, in
 * order, and afterwards nothing at or below that revision is missing. Void records (of an older term, repeated) have been
 * dropped.
 */
public interface ChangeFeed {

    /** The cluster moved on to this revision by these changes (possibly none: then only time passed). */
    record Advance(long revision, List<ResourceEvent> events) {}

    /** Where the log stands now; noted before a snapshot is taken, so that nothing falls between the two. */
    CompletionStage<Offsets> currentOffsets();

    /**
     * Follows from the noted offsets on. Changes that a snapshot at {@code afterRevision} already has are left out. The
     * next advance comes when the stage that the handler answered is complete.
     */
    EventLog.Subscription follow(
            Offsets from,
            long afterRevision,
            Function<Advance, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed);

    /** Noted offsets, by partition. */
    record Offsets(java.util.Map<EventLog.Partition, Long> byPartition) {}
}

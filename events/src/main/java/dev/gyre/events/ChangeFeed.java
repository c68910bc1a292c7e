package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.schemas.record.Checkpoint.Mark;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    Following follow(
            Offsets from,
            long afterRevision,
            Function<Advance, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed);

    /**
     * Goes on from a place where an earlier following has been. The first advance, which may carry nothing new, comes when the
     * log is known to connect to that place; where it does not, this fails and nothing has been told.
     */
    Following follow(Place from, Function<Advance, CompletionStage<Void>> handler, EventLog.FailureHandler failed);

    /** Noted offsets, by partition. */
    record Offsets(Map<Partition, Long> byPartition) {}

    /**
     * A place in the one history, as precise as the log's own chains.
     *
     * @param revision up to which everything has been told
     * @param changes where each partition of changes is to be read on
     * @param progressOffset of the relay's last word that had been reached
     */
    record Place(String clusterId, long generation, long revision, Map<Partition, Mark> changes, long progressOffset) {
        public Place {
            changes = Map.copyOf(changes);
        }
    }

    /** A feed that is being followed. */
    interface Following extends EventLog.Subscription {

        /**
         * Where the advance that was handed over last has led; null before the first one. Exact for as long as the handler
         * does not let the next one come.
         */
        @Nullable
        Place place();
    }
}

package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.Progress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a relay hears during its term. */
public sealed interface RelayInput {

    /** The election was won. */
    record TermAcquired(RelayElection.Term term) implements RelayInput {}

    /** The newest valid progress, null where there is none, and the highest term in that partition (0 for none). */
    record ProgressRead(@Nullable Progress progress, long highestTerm) implements RelayInput {}

    /** The records that begin the term are acknowledged, at these offsets. */
    record TermRecordsAppended(Map<Partition, Long> offsets) implements RelayInput {}

    /** What was asked for with {@link RelayEffect.ReadTails}. */
    record TailsRead(Map<Partition, Tail> tails) implements RelayInput {}

    /** The answer to {@link RelayEffect.ReadStoreRevision}. */
    record StoreRevisionRead(long revision) implements RelayInput {}

    /** The store's watch delivered a revision. */
    record Committed(CommittedRevision revision) implements RelayInput {}

    /** The append of this id is acknowledged. */
    record Appended(long id, Partition partition, long offset) implements RelayInput {}

    record ProgressAppended(long offset) implements RelayInput {}

    /** Where partitions end, asked for when the last acknowledged offset of each was the one given. */
    record EndsRead(Map<Partition, Long> acknowledged, Map<Partition, Long> ends) implements RelayInput {}

    /** The store no longer has the revision that was asked for. */
    record Compacted(long compactRevision) implements RelayInput {}

    record StateLoaded(CommittedRevisions.State state) implements RelayInput {}

    /** Anything that was asked for failed. */
    record Failed(String reason) implements RelayInput {}

    /** The election says that the term is over. */
    record TermLost(String reason) implements RelayInput {}
}

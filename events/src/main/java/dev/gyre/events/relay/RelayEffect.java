package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a relay wants done. */
public sealed interface RelayEffect {

    /** Read the progress partition up to this offset (exclusive), or to its present end where it is negative. */
    record ReadProgress(long untilOffset) implements RelayEffect {}

    /** Append one record to each partition, and answer when all are acknowledged. */
    record AppendTermRecords(List<Entry> entries) implements RelayEffect {}

    /** Read the tails of these partitions. */
    record ReadTails(Map<Partition, TailRequest> requests) implements RelayEffect {}

    /**
     * Which part of a partition to read: from the record that the mark names, or from the beginning, up to the offset
     * (exclusive) of the record that began the term.
     */
    record TailRequest(Optional<Progress.Mark> mark, long untilOffset) {}

    /** Ask the store for its newest revision, by a linearizable read. */
    record ReadStoreRevision() implements RelayEffect {}

    /** Follow the store from this revision (inclusive); ends a watch that is already there. */
    record WatchFrom(long revision) implements RelayEffect {}

    /** Append without waiting for the one before; the revision is what it tells of. */
    record Append(long id, CommittedRevision revision, Entry entry) implements RelayEffect {}

    record AppendProgress(long revision, Entry entry) implements RelayEffect {}

    /** Load the store's whole state, because history has a gap. */
    record LoadState() implements RelayEffect {}

    /** The gap is recorded; for whoever watches. */
    record GapAppended(long fromRevision, long toRevision) implements RelayEffect {}

    /** Do nothing more for this term. A refusal is for a human to read: trying again will not help by itself. */
    record EndTerm(String reason, boolean isRefusal) implements RelayEffect {}
}

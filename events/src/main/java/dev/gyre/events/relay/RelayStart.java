package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.schemas.record.Position;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a term takes up: progress held against the real tails. Normally that is the revision after the progress. A
 * partition that ends before what the progress says has lost its tail, and the lowest of those decides; the others skip
 * what they still have. No progress is written before every tail has been passed again, so that it never goes back and its
 * marks say exactly what stood where.
 *
 * @param completeRevision every partition has every record up to here
 * @param time of the last published change at or before that revision
 * @param progressFrom the first revision at which progress may be written
 * @param countedUpTo the revision up to which the progress has counted already
 * @param isWhole every tail ends as the progress says, so that it can be said again at once
 * @param isStateIncomplete whether a partition lost part of the state after a gap, which no history can restore
 */
record RelayStart(
        long completeRevision,
        Instant time,
        long progressFrom,
        long since,
        long counted,
        long countedUpTo,
        boolean isWhole,
        boolean isStateIncomplete) {

    static RelayStart of(@Nullable Progress progress, Map<Partition, Tail> tails) {
        long known = progress == null ? 0 : progress.revision();
        long complete = known;
        Instant time = progress == null ? Instant.EPOCH : progress.time();
        long highest = 0;
        boolean isStateIncomplete = false;
        for (Map.Entry<Partition, Tail> e : tails.entrySet()) {
            Position real = e.getValue().last();
            Position marked = marked(progress, e.getKey());
            highest = Math.max(highest, real.revision());
            if (marked.isAfter(real)) {
                isStateIncomplete |= marked.revision() == real.revision();
                if (real.revision() < complete) {
                    complete = real.revision();
                    time = e.getValue().time();
                }
            }
        }
        return new RelayStart(
                complete,
                time,
                Math.max(highest, known + 1),
                progress == null ? 0 : progress.since(),
                progress == null ? 0 : progress.counted(),
                known,
                known > 0 && complete == known && highest <= known && !isStateIncomplete,
                isStateIncomplete);
    }

    private static Position marked(@Nullable Progress progress, Partition partition) {
        return Optional.ofNullable(progress)
                .map(p -> p.marks().get(partition))
                .map(Mark::position)
                .orElse(Position.START);
    }

    /** Why this log cannot be continued from this store; null where it can. One line, for a human. */
    static @Nullable String refusal(RelayElection.Term term, @Nullable Progress progress) {
        if (progress == null) {
            return null;
        }
        LogIdentity ours = term.identity();
        if (!progress.clusterId().equals(ours.clusterId())) {
            return "the topics belong to cluster " + progress.clusterId() + " and this etcd to cluster "
                    + ours.clusterId() + ": use another topic prefix or the etcd they belong to";
        }
        if (progress.generation() != ours.generation()) {
            return "the topics are of log generation " + progress.generation() + " and this etcd says "
                    + ours.generation();
        }
        if (progress.partitionCount() != ours.partitionCount()) {
            return "the log was made with " + progress.partitionCount() + " partitions and this etcd says "
                    + ours.partitionCount();
        }
        return null;
    }

    static String behind(RelayElection.Term term, long loggedRevision) {
        return "etcd is at revision " + term.storeRevision() + " and its log at " + loggedRevision
                + ": etcd has lost history (restored from a backup?)";
    }
}

package dev.gyre.gateway.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides up to which revision the store may forget its history: what is older than the time kept, and on the log. It is
 * asked from time to time and remembers where the store was each time; after a start it therefore waits for the time kept
 * to pass once.
 */
final class CompactionSchedule {

    private record Sample(Instant time, long revision) {}

    private final Duration kept;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long oldEnough;
    private long compacted;

    CompactionSchedule(Duration kept) {
        this.kept = kept;
    }

    /**
     * The revision to compact at now; 0 for none.
     *
     * @param storeRevision where the store is now
     * @param completeRevision up to which the log has everything; 0 where that is not known
     */
    long next(Instant now, long storeRevision, long completeRevision) {
        samples.addLast(new Sample(now, storeRevision));
        Instant limit = now.minus(kept);
        for (Sample oldest = samples.peekFirst();
                oldest != null && !oldest.time().isAfter(limit);
                oldest = samples.peekFirst()) {
            oldEnough = oldest.revision();
            samples.removeFirst();
        }
        long revision = Math.min(oldEnough, completeRevision);
        if (revision <= compacted) {
            return 0;
        }
        compacted = revision;
        return revision;
    }
}

package dev.gyre.events.checkpoint;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.schemas.record.Checkpoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes the beginning of the log: of all partitions together, and behind a checkpoint, so that what is left can be asked about.
 * Calls block for as long as that takes.
 */
public final class Trimming {

    private Trimming() {}

    /**
     * Deletes what is not needed to know the cluster at this time and after; answers the checkpoint with which the log now begins,
     * and nothing where there is none as old as that.
     */
    public static Optional<StoredCheckpoint> before(EventLog log, Topics topics, Instant time) {
        Optional<StoredCheckpoint> first = Checkpoints.newest(
                        log, stamp -> !stamp.time().isAfter(time))
                .toCompletableFuture()
                .join();
        first.ifPresent(checkpoint -> trim(log, topics, checkpoint));
        return first;
    }

    private static void trim(EventLog log, Topics topics, StoredCheckpoint first) {
        Map<Partition, Long> before = new HashMap<>();
        for (Partition partition : topics.changes()) {
            Checkpoint.Mark mark = first.checkpoint().partitions().get(partition.toString());
            if (mark != null && !Topics.isForgetful(partition)) {
                before.put(partition, mark.offset());
            }
        }
        before.put(Topics.CHECKPOINTS_PARTITION, first.checkpoint().firstOffset());
        // What was decided just before a checkpoint is carried out after it.
        Checkpoints.before(log, first).toCompletableFuture().join().ifPresent(earlier -> {
            for (Partition partition : topics.decisions()) {
                Long offset = earlier.checkpoint().decisions().get(partition.toString());
                if (offset != null) {
                    before.put(partition, offset);
                }
            }
        });
        log.trim(before).toCompletableFuture().join();
    }
}

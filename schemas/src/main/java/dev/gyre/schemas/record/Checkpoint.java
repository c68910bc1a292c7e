package dev.gyre.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record that closes a checkpoint: which state the records before it hold, and where in each partition to go on from
 * there. Without it they are no checkpoint.
 *
 * @param id also on each of its records, since two writers may be at work in one partition
 * @param revision of the last change that it holds; all before it are in it, too
 * @param time of that change
 * @param firstOffset of its first record
 * @param objects how many records of its own there are, each an object
 * @param sha256 of them, in hexadecimal
 * @param partitions of the changes that it holds, by name
 * @param decisions where the partitions of decisions ended when it was begun, by name
 * @param earlier the checkpoints before it, the newest first
 */
public record Checkpoint(
        String id,
        String clusterId,
        long generation,
        long revision,
        Instant time,
        long firstOffset,
        long objects,
        String sha256,
        Map<String, Mark> partitions,
        Map<String, Long> decisions,
        List<Earlier> earlier) {

    /**
     * How far a partition has been read.
     *
     * @param offset of the first record that has not
     * @param last valid position before it; null where there was none
     * @param generation of the record there
     * @param term of the record there
     */
    public record Mark(long offset, @Nullable Position last, long generation, long term) {}

    /**
     * A checkpoint before this one.
     *
     * @param offset of the record that closes it
     */
    public record Earlier(long revision, Instant time, long firstOffset, long offset) {}

    public Checkpoint {
        partitions = Map.copyOf(partitions);
        decisions = Map.copyOf(decisions);
        earlier = List.copyOf(earlier);
    }
}

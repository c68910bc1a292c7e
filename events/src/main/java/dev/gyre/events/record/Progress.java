package dev.gyre.events.record;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.schemas.record.Position;
import java.time.Instant;
import java.util.Map;

/**
 * The relay's cursor: up to {@code revision}, every partition has every record it must have. The marks say where each
 * partition stood at that revision; a partition that has no mark has had no record yet.
 *
 * @param partitionCount of {@code gyre.changes}, part of the log's identity
 * @param since the revision after which this history begins: 0, or the end of the last gap
 * @param counted how many revisions after {@code since} are keys that are not published; all others are records
 * @param time of the last published change at or before the revision
 */
public record Progress(
        String clusterId,
        long generation,
        int partitionCount,
        long term,
        long revision,
        long since,
        long counted,
        Instant time,
        Map<Partition, Mark> marks) {

    /**
     * The last valid position of a partition, and an offset at or after it up to which this relay has read or written the
     * partition itself. The term is that of the record at that offset, so that a later relay can tell whether the broker
     * still has what it had.
     */
    public record Mark(Position position, long offset, long term) {}

    public Progress {
        marks = Map.copyOf(marks);
    }
}

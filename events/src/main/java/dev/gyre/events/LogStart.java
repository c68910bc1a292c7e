package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.Checkpoint.Mark;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * From where some partitions are read, up to where they end now, and what a reader knows of what stands before: all that is
 * left of them, or what came after a checkpoint.
 */
public final class LogStart {

    private final Map<Partition, LogScan.Range> ranges = new HashMap<>();
    private final Map<Partition, Mark> marks = new HashMap<>();

    private LogStart() {}

    /** All that these partitions hold. */
    public static CompletionStage<LogStart> beginning(EventLog log, Collection<Partition> partitions) {
        return read(log, partitions, Map.of());
    }

    /** What is after a checkpoint; of a partition that does not connect to it, all that is left. */
    public static CompletionStage<LogStart> after(
            EventLog log, Collection<Partition> partitions, Checkpoint checkpoint) {
        return read(log, partitions, checkpoint.partitions());
    }

    /** What one partition that no relay writes holds from one of these offsets, by name, on. */
    public static CompletionStage<LogStart> at(EventLog log, Partition partition, Map<String, Long> offsets) {
        Long offset = offsets.get(partition.toString());
        return read(
                log,
                List.of(partition),
                offset == null ? Map.of() : Map.of(partition.toString(), new Mark(offset, null, 0, 0)));
    }

    /** The same partitions, up to where they ended here, from further on. */
    public LogStart furtherOn(Map<Partition, Mark> marks) {
        LogStart start = new LogStart();
        ranges.forEach((partition, range) -> start.expect(partition, range, marks.get(partition)));
        return start;
    }

    private static CompletionStage<LogStart> read(
            EventLog log, Collection<Partition> partitions, Map<String, Mark> marks) {
        return LogScan.whole(log, partitions).thenApply(whole -> {
            LogStart start = new LogStart();
            whole.forEach((partition, range) -> start.expect(partition, range, marks.get(partition.toString())));
            return start;
        });
    }

    private void expect(Partition partition, LogScan.Range whole, @Nullable Mark mark) {
        boolean isConnected = mark != null && mark.offset() >= whole.from() && mark.offset() <= whole.until();
        if (mark != null && isConnected) {
            marks.put(partition, mark);
        }
        ranges.put(partition, mark != null && isConnected ? new LogScan.Range(mark.offset(), whole.until()) : whole);
    }

    public Map<Partition, LogScan.Range> ranges() {
        return ranges;
    }

    /** Whether records are gone that nothing makes up for. */
    public boolean isTrimmed(Partition partition) {
        LogScan.Range range = ranges.get(partition);
        return range != null && range.from() > 0 && !marks.containsKey(partition);
    }

    /** Whether reading begins at a mark, such as where a checkpoint ended. */
    public boolean isConnected(Partition partition) {
        return marks.containsKey(partition);
    }

    /** How far a partition has been read before reading begins. */
    public Mark mark(Partition partition) {
        LogScan.Range range = ranges.get(partition);
        Mark mark = marks.get(partition);
        return mark != null ? mark : new Mark(range == null ? 0 : range.from(), null, 0, 0);
    }

    /** What tells the valid records of a partition from the void ones, for one reading. */
    public PartitionValidity chain(Partition partition) {
        Mark mark = mark(partition);
        if (mark.last() != null) {
            return PartitionValidity.after(mark.generation(), mark.term(), mark.last());
        }
        return mark.offset() > 0 ? PartitionValidity.afterTrimming() : PartitionValidity.fromTheBeginning();
    }

    /** The same of all of them. */
    public Map<Partition, PartitionValidity> chains() {
        Map<Partition, PartitionValidity> chains = new HashMap<>();
        ranges.keySet().forEach(partition -> chains.put(partition, chain(partition)));
        return chains;
    }
}

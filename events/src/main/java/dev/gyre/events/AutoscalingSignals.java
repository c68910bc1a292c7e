package dev.gyre.events;

import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.UnreadableRecordException;
import dev.gyre.schemas.record.AutoscalingSignal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster lacks, and what it does not need, for those outside who add and remove nodes. The newest record is the
 * whole statement, and the memory of whoever makes the next one.
 */
public final class AutoscalingSignals {

    private final EventLog log;
    private final BornOnTheLog records;

    /** The end of the topic when it was read, and what stood before it. */
    private record Read(long end, Optional<AutoscalingSignal> signal) {}

    private volatile Read read = new Read(0, Optional.empty());

    public AutoscalingSignals(EventLog log, String clusterId) {
        this.log = log;
        this.records = new BornOnTheLog(clusterId);
    }

    /** Completes when the record is acknowledged. */
    public CompletionStage<Void> publish(AutoscalingSignal signal, String decision) {
        return log.append(records.autoscalingSignal(signal, decision))
                .thenAccept(offset -> read = new Read(offset + 1, Optional.of(signal)));
    }

    /** The newest signal, whoever made it; none before the first. */
    public CompletionStage<Optional<AutoscalingSignal>> latest() {
        Read known = read;
        return LogScan.whole(log, List.of(Topics.AUTOSCALING_PARTITION)).thenCompose(ranges -> {
            LogScan.Range range = ranges.getOrDefault(Topics.AUTOSCALING_PARTITION, new LogScan.Range(0, 0));
            return range.until() == known.end() ? CompletableFuture.completedStage(known.signal()) : last(range);
        });
    }

    private CompletionStage<Optional<AutoscalingSignal>> last(LogScan.Range range) {
        AtomicReference<@Nullable AutoscalingSignal> last = new AtomicReference<>();
        LogScan.Range tail = new LogScan.Range(Math.max(range.from(), range.until() - 1), range.until());
        return LogScan.start(log, Map.of(Topics.AUTOSCALING_PARTITION, tail), stored -> last.set(signal(stored)))
                .done()
                .thenApply(done -> {
                    Optional<AutoscalingSignal> found = Optional.ofNullable(last.get());
                    read = new Read(range.until(), found);
                    return found;
                });
    }

    private static @Nullable AutoscalingSignal signal(EventLog.StoredEntry stored) {
        try {
            return BornOnTheLog.readAutoscalingSignal(stored.entry());
        } catch (UnreadableRecordException e) {
            return null;
        }
    }
}

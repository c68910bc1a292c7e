package dev.gyre.events;

import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.record.UnreadableRecordException;
import dev.gyre.schemas.record.Heartbeat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The nodes' signs of life. A reader starts with those of the last minutes, so that it knows at once who is alive; records
 * that are no heartbeats are passed over.
 */
public final class Heartbeats {

    /** About one heartbeat of each of ten thousand nodes; what a reader looks back for at most. */
    private static final long MAX_LOOK_BACK = 20_000;

    private final EventLog log;
    private final BornOnTheLog records;

    public Heartbeats(EventLog log, String clusterId) {
        this.log = log;
        this.records = new BornOnTheLog(clusterId);
    }

    public CompletionStage<Void> publish(String nodeName, Instant time) {
        return log.append(records.heartbeat(new Heartbeat(nodeName, time))).thenAccept(offset -> {});
    }

    /** Follows all heartbeats; the handler gets those that arrived together and must not block. */
    public EventLog.Subscription follow(Consumer<List<Heartbeat>> handler, EventLog.FailureHandler failed) {
        Deferred subscription = new Deferred();
        log.endOffsets(List.of(Topics.HEARTBEATS_PARTITION))
                .thenCombine(log.beginningOffsets(List.of(Topics.HEARTBEATS_PARTITION)), Heartbeats::from)
                .whenComplete((from, error) -> {
                    if (error != null) {
                        failed.failed(error);
                    } else {
                        subscription.set(() -> log.follow(from, batch -> read(batch, handler), failed));
                    }
                });
        return subscription;
    }

    private static Map<EventLog.Partition, Long> from(
            Map<EventLog.Partition, Long> ends, Map<EventLog.Partition, Long> begins) {
        long end = ends.getOrDefault(Topics.HEARTBEATS_PARTITION, 0L);
        long begin = begins.getOrDefault(Topics.HEARTBEATS_PARTITION, 0L);
        return Map.of(Topics.HEARTBEATS_PARTITION, Math.max(begin, end - MAX_LOOK_BACK));
    }

    private static CompletionStage<Void> read(List<EventLog.StoredEntry> batch, Consumer<List<Heartbeat>> handler) {
        List<Heartbeat> heartbeats = new ArrayList<>(batch.size());
        for (EventLog.StoredEntry stored : batch) {
            try {
                heartbeats.add(BornOnTheLog.readHeartbeat(stored.entry()));
            } catch (UnreadableRecordException e) {
                continue;
            }
        }
        if (!heartbeats.isEmpty()) {
            handler.accept(heartbeats);
        }
        return CompletableFuture.completedFuture(null);
    }
}

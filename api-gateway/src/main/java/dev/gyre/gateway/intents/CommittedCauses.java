package dev.gyre.gateway.intents;

import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the log whether something with a given cause was ever committed. Costs a partition, and is asked after a crash only. */
record CommittedCauses(EventLog log, Topics topics, Timer timer) {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * The revision of the change of this object with this cause; 0 where there is none up to this revision, for which the log is
     * waited.
     */
    CompletionStage<Long> revisionOf(ResourceKey key, String cause, long upTo) {
        return reached(upTo).thenCompose(reached -> {
            AtomicLong found = new AtomicLong();
            return ValidRecords.read(log, List.of(topics.changesPartition(key)), (stamp, entry) -> {
                        boolean isIt = entry.key().equals(key.toString())
                                && RecordReader.cause(entry).equals(cause);
                        if (isIt) {
                            found.set(stamp.position().revision());
                        }
                    })
                    .thenApply(done -> found.get());
        });
    }

    private CompletionStage<Void> reached(long revision) {
        return ProgressReading.newest(log).thenCompose(progress -> {
            if (progress != null && progress.revision() >= revision) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> later = new CompletableFuture<>();
            timer.after(PAUSE, () -> later.complete(null));
            return later.thenCompose(now -> reached(revision));
        });
    }
}

package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.Topics;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.record.UnreadableRecordException;
import dev.gyre.gateway.storage.cache.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows how far the log is, whichever gateway's relay is writing it: what the newest term says of itself. */
final class ProgressFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressFollower.class);
    private static final long LOOK_BACK = 100;
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final EventLog log;
    private final Timer timer;
    private volatile long completeRevision;
    private long term;
    private volatile boolean isClosed;
    private EventLog.Subscription subscription = () -> {};

    /** {@code atLeast} is taken for the log's revision until more is known. */
    ProgressFollower(EventLog log, Timer timer, long atLeast) {
        this.log = log;
        this.timer = timer;
        this.completeRevision = atLeast;
    }

    long completeRevision() {
        return completeRevision;
    }

    void start() {
        if (isClosed) {
            return;
        }
        List<EventLog.Partition> partition = List.of(Topics.PROGRESS_PARTITION);
        log.beginningOffsets(partition)
                .thenCombine(log.endOffsets(partition), (begin, end) -> Math.max(only(begin), only(end) - LOOK_BACK))
                .whenComplete((from, failure) -> {
                    if (failure == null) {
                        follow(from);
                    } else {
                        again(failure);
                    }
                });
    }

    private static long only(Map<EventLog.Partition, Long> offsets) {
        return offsets.values().iterator().next();
    }

    private synchronized void follow(long from) {
        if (!isClosed) {
            subscription = log.follow(Map.of(Topics.PROGRESS_PARTITION, from), this::take, this::again);
        }
    }

    private CompletionStage<Void> take(List<StoredEntry> entries) {
        for (StoredEntry stored : entries) {
            try {
                Stamp stamp = RecordReader.stamp(stored.entry());
                if (stamp == null || stamp.term() < term) {
                    continue;
                }
                term = stamp.term();
                Progress progress = RecordReader.progress(stored.entry());
                if (progress != null) {
                    completeRevision = progress.revision();
                }
            } catch (UnreadableRecordException foreign) {
                LOG.warn("a record of the progress topic cannot be read: {}", foreign.getMessage());
            }
        }
        return CompletableFuture.completedStage(null);
    }

    private void again(Throwable failure) {
        LOG.debug("the log's progress cannot be read, trying again", failure);
        timer.after(RETRY, this::start);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        subscription.close();
    }
}

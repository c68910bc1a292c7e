package dev.gyre.gateway.checkpoint;

import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.checkpoint.CheckpointWriter;
import dev.gyre.events.checkpoint.StoredCheckpoint;
import dev.gyre.events.checkpoint.Trimming;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints as the log grows, and trims it where a span of history is all that is wanted. Of all gateways one does, as
 * far as Kafka's groups can tell; two at once write two checkpoints, of which each is whole.
 */
public final class CheckpointUpkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointUpkeep.class);

    private static final String GROUP = "gyre-checkpoints";

    /**
     * @param minRecords between one checkpoint and the next
     * @param bytesPerSecond that writing one may take of the log
     * @param history what must stay known of the past; null for all
     */
    public record Settings(
            long minRecords,
            long bytesPerSecond,
            Duration look,
            @Nullable Duration history) {

        public static Settings keeping(@Nullable Duration history) {
            return new Settings(10_000, 8L << 20, Duration.ofSeconds(30), history);
        }
    }

    private final EventLog log;
    private final Topics topics;
    private final Settings settings;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("checkpoints").factory());
    private final EventLog.Subscription ownership;
    private volatile boolean isOurs;

    private CheckpointUpkeep(EventLog log, Topics topics, Settings settings, InstantSource clock) {
        this.log = log;
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
        this.ownership = log.own(GROUP, Topics.CHECKPOINTS, new Turn());
        long millis = settings.look().toMillis();
        var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    public static CheckpointUpkeep start(EventLog log, Topics topics, Settings settings, InstantSource clock) {
        return new CheckpointUpkeep(log, topics, settings, clock);
    }

    private final class Turn implements EventLog.OwnershipListener {
        @Override
        public void gained(Collection<Integer> partitions) {
            isOurs = true;
        }

        @Override
        public void lost(Collection<Integer> partitions) {
            isOurs = false;
        }
    }

    private void look() {
        try {
            if (isOurs && CheckpointWriter.isDue(log, topics, settings.minRecords())) {
                String id = Long.toString(clock.instant().toEpochMilli());
                CheckpointWriter.write(log, topics, id, settings.bytesPerSecond())
                        .ifPresent(this::written);
            }
        } catch (RuntimeException e) {
            LOG.warn("no checkpoint was written: {}", e.toString());
        }
    }

    private void written(StoredCheckpoint checkpoint) {
        LOG.info(
                "checkpoint at revision {} of {} objects",
                checkpoint.checkpoint().revision(),
                checkpoint.checkpoint().objects());
        if (settings.history() != null) {
            Trimming.before(log, topics, clock.instant().minus(settings.history()))
                    .ifPresent(first -> LOG.info(
                            "the log now begins at revision {}",
                            first.checkpoint().revision()));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        ownership.close();
    }
}

package dev.gyre.gateway.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.relay.RelayDriver;
import dev.gyre.events.relay.RelayListener;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.StoreUpkeep;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.schemas.ResourceKinds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway's relay with all that belongs to it: it stands for election, relays while elected, lets the store forget what
 * is on the log, and holds writes off where the log or the store's size demand it. Every gateway runs one; the elected one
 * works.
 */
public final class RelayService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);
    private static final int MAX_WAITING_REVISIONS = 4_096;

    private final Parts parts;
    private final ScheduledExecutorService timers;
    private final Timer timer;
    private final ProgressFollower progress;
    private final CompactionSchedule compactions;
    private final WriteGate gate;
    private final RelayDriver driver;
    private Instant defragmentAfter = Instant.MIN;
    private volatile boolean isClosed;

    /**
     * What a relay works with.
     *
     * @param store its own watch is opened on it
     * @param storeRevision the newest revision that this gateway knows, at once
     * @param name of this gateway, for humans
     * @param newClusterId asked once in the life of a store
     */
    public record Parts(
            EventLog log,
            Topics topics,
            ResourceKinds kinds,
            ResourceStore store,
            MetaStore meta,
            StoreUpkeep upkeep,
            LongSupplier storeRevision,
            String name,
            Supplier<String> newClusterId,
            RelayListener listener,
            Settings settings,
            Clock clock) {}

    /**
     * How often and how much.
     *
     * @param history how long the store keeps what is on the log already
     * @param upkeep how often history is compacted
     * @param pressure how often lag and size are looked at
     * @param tails how often the log is asked whether it still has what it acknowledged
     */
    public record Settings(
            Duration history,
            Duration upkeep,
            Duration pressure,
            Duration tails,
            WriteGate.Limits limits,
            LeaseElection.Timing election) {

        /** For a store of this quota. */
        public static Settings ofQuota(long quotaBytes) {
            return new Settings(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    WriteGate.Limits.ofQuota(quotaBytes),
                    LeaseElection.Timing.STANDARD);
        }
    }

    private RelayService(Parts parts) {
        this.parts = parts;
        this.timers = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("gyre-relay-timers").factory());
        this.timer = Timer.on(timers);
        this.progress =
                new ProgressFollower(parts.log(), timer, parts.storeRevision().getAsLong());
        this.compactions = new CompactionSchedule(parts.settings().history());
        this.gate = new WriteGate(parts.settings().limits());
        LeaseElection election = new LeaseElection(new LeaseElection.Parts(
                parts.store(),
                parts.meta(),
                parts.name(),
                parts.topics().changesPartitions(),
                parts.newClusterId(),
                parts.settings().election(),
                parts.clock(),
                timer));
        this.driver = RelayDriver.start(new RelayDriver.Parts(
                parts.log(),
                parts.topics(),
                parts.kinds(),
                new StoreRevisions(parts.store(), parts.kinds(), MAX_WAITING_REVISIONS),
                election,
                parts.listener(),
                parts.clock()));
    }

    public static RelayService start(Parts parts) {
        RelayService service = new RelayService(parts);
        service.progress.start();
        service.watchPressure();
        service.keepUp();
        service.lookAtTails();
        return service;
    }

    /** Whether writes may be taken now. */
    public WriteGate gate() {
        return gate;
    }

    /** Up to this revision everything is on the log, whoever put it there. */
    public long publishedRevision() {
        return progress.completeRevision();
    }

    /** The newest revision that this gateway knows. */
    public long storeRevision() {
        return parts.storeRevision().getAsLong();
    }

    public RelayDriver.Status status() {
        return driver.status();
    }

    private void watchPressure() {
        if (isClosed) {
            return;
        }
        gate.lag(parts.storeRevision().getAsLong() - progress.completeRevision());
        parts.upkeep().size().whenComplete((size, failure) -> {
            if (failure == null) {
                gate.size(size);
                defragmentIfWorthwhile(size);
            }
            timer.after(parts.settings().pressure(), this::watchPressure);
        });
    }

    private void lookAtTails() {
        if (!isClosed) {
            driver.lookAtTails();
            timer.after(parts.settings().tails(), this::lookAtTails);
        }
    }

    private void keepUp() {
        if (isClosed) {
            return;
        }
        RelayDriver.Status status = driver.status();
        long complete = status.isActive() ? status.completeRevision() : 0;
        long revision =
                compactions.next(parts.clock().instant(), parts.storeRevision().getAsLong(), complete);
        if (revision > 0) {
            compact(revision, status.term());
        }
        timer.after(parts.settings().upkeep(), this::keepUp);
    }

    /**
     * Compacts if the term still is the store's newest. Read after the log was known to be complete, that proves that no
     * later term had begun by then, which would have made what this one wrote void.
     */
    private void compact(long revision, long term) {
        parts.meta()
                .get(StoreKeys.RELAY_TERM)
                .thenCompose(key -> {
                    if (key == null || key.createRevision() != term) {
                        LOG.info("history is not compacted: term {} is over", term);
                        return CompletableFuture.completedStage(null);
                    }
                    return parts.upkeep().compact(revision);
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn("cannot compact the store at revision {}: {}", revision, failure.getMessage());
                    }
                });
    }

    /** The file of a store that was once much larger is given back, before its size alone would close the gate. */
    private void defragmentIfWorthwhile(StoreUpkeep.Size size) {
        boolean isMostlyFree = size.usedBytes() < size.allocatedBytes() / 2;
        boolean isLarge = size.allocatedBytes() > parts.settings().limits().maxAllocatedBytes() * 3 / 4;
        Instant now = parts.clock().instant();
        if (isMostlyFree && isLarge && driver.status().isActive() && now.isAfter(defragmentAfter)) {
            defragmentAfter = now.plus(Duration.ofMinutes(10));
            LOG.info("defragmenting the store: {} of {} bytes are in use", size.usedBytes(), size.allocatedBytes());
            parts.upkeep().defragment().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn("cannot defragment the store: {}", failure.getMessage());
                }
            });
        }
    }

    /** Gives the office up, if it is held, so that another gateway can take it at once. */
    @Override
    public void close() {
        isClosed = true;
        driver.close();
        progress.close();
        timers.shutdown();
    }
}

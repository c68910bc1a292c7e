package dev.gyre.actors;

import dev.gyre.actors.measures.SchedulerMetrics;
import dev.gyre.actors.shell.Counts;
import dev.gyre.actors.shell.Limits;
import dev.gyre.actors.view.HeartbeatFeed;
import dev.gyre.actors.view.ViewSnapshots;
import dev.gyre.events.ChangeFeed;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.schemas.ApiClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Controllers and schedulers, running: one view a process, one actor a reconciler, one membership a group. A failure
 * anywhere in here restarts all of it, because what was in flight can only be trusted again after a new snapshot and
 * raised epochs.
 */
public final class ControlPlane implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(10);

    /**
     * A reconciler, the identity it acts under, who answers its questions, and what else its decisions go through on their
     * way to the log.
     */
    public record Controller(
            Reconciler reconciler,
            ApiClient client,
            Limits limits,
            Measuring measuring,
            UnaryOperator<DecisionLog> recording) {
        public Controller(Reconciler reconciler, ApiClient client) {
            this(reconciler, client, Measuring.NOTHING);
        }

        public Controller(Reconciler reconciler, ApiClient client, Measuring measuring) {
            this(reconciler, client, Limits.STANDARD, measuring, UnaryOperator.identity());
        }
    }

    /**
     * Reconcilers that share their partitions with the same group in other processes: the controllers are one, a
     * scheduler is another, so that either can run alone.
     */
    public record Group(String name, List<Controller> controllers) {}

    /**
     * What a plane stands on.
     *
     * @param client the plane's own identity: takes snapshots, reads revisions, raises epochs
     * @param snapshots where this process keeps what it sees, for its next start
     * @param holder names this process to whoever looks at the epochs
     * @param build the version of the code, for decisions
     */
    public record Ports(
            ApiClient client,
            ChangeFeed feed,
            HeartbeatFeed heartbeats,
            ViewSnapshots snapshots,
            DecisionLog decisions,
            EventLog log,
            Topics topics,
            InstantSource clock,
            String holder,
            String build) {}

    private final ActorSystem<ControlPlaneGuardian.Message> system;
    private final Map<String, Counts> counts;
    private final AtomicLong revision;
    private final CompletableFuture<Void> ready;
    private final Telemetry.Polled polled;

    private ControlPlane(
            ActorSystem<ControlPlaneGuardian.Message> system,
            Map<String, Counts> counts,
            AtomicLong revision,
            CompletableFuture<Void> ready,
            Telemetry.Polled polled) {
        this.system = system;
        this.counts = counts;
        this.revision = revision;
        this.ready = ready;
        this.polled = polled;
    }

    /** Starts at once; {@link #ready} tells when it does its work. */
    public static ControlPlane start(Ports ports, List<Group> groups) {
        Map<String, Counts> counts = new ConcurrentHashMap<>();
        AtomicLong revision = new AtomicLong();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        long expected = groups.stream().mapToLong(g -> g.controllers().size()).sum();
        ControlPlaneGuardian.Watcher watcher = new ControlPlaneGuardian.Watcher() {
            @Override
            public void counted(String reconciler, Counts now) {
                counts.put(reconciler, now);
                if (now.isCaughtUp() && !ready.isDone() && caughtUp(counts) == expected) {
                    ready.complete(null);
                }
            }

            @Override
            public void reached(long viewRevision) {
                revision.set(viewRevision);
            }
        };
        SchedulerMetrics scheduler = new SchedulerMetrics();
        var system = ActorSystem.create(
                ControlPlaneGuardian.create(ports, groups, scheduler, watcher),
                "control-plane",
                PekkoSettings.config());
        return new ControlPlane(system, counts, revision, ready, Telemetry.polling(scheduler::poll));
    }

    private static long caughtUp(Map<String, Counts> counts) {
        return counts.values().stream().filter(Counts::isCaughtUp).count();
    }

    /** Completes when every reconciler owns partitions, has read them, and has nothing left to do, for the first time. */
    public CompletionStage<Void> ready() {
        return ready.copy();
    }

    /** What each reconciler has done so far, by its name. */
    public Map<String, Counts> counts() {
        return new TreeMap<>(counts);
    }

    /** The revision that the view has reached. */
    public long revision() {
        return revision.get();
    }

    /** Stops deciding and leaves the groups; commands already sent are left to their fate. */
    @Override
    public void close() {
        polled.close();
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            system.log().warn("the control plane did not stop in {} s", STOP.toSeconds(), e);
        }
    }
}

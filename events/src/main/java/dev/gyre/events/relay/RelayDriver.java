package dev.gyre.events.relay;

import dev.gyre.events.EventLog;
import dev.gyre.events.PacedExecutor;
import dev.gyre.events.Topics;
import dev.gyre.schemas.ResourceKinds;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a relay: stands for election, and for each term that is won carries out what a fresh {@link Relay} decides, on a
 * log, from a store's history. Everything it hears goes through one queue, so the rules see one input at a time; with an
 * executor of the caller's it runs wherever the caller wants.
 */
public final class RelayDriver implements AutoCloseable {

    /** How many records may wait for their acknowledgement: enough to fill the pipe, few enough to end a term quickly. */
    private static final int MAX_IN_FLIGHT = 1024;

    private static final int TOPICS_RETRY_SECONDS = 2;

    /** What arrives within this is heard together, and leaves in one request to the broker. */
    private static final Duration REST = Duration.ofMillis(2);

    /** What a relay needs. */
    public record Parts(
            EventLog log,
            Topics topics,
            ResourceKinds kinds,
            CommittedRevisions source,
            RelayElection election,
            RelayListener listener,
            Clock clock) {}

    /** Where this relay stands. {@code completeRevision} is the revision up to which it knows the log complete. */
    public record Status(boolean isActive, long term, long completeRevision, long seenRevision) {}

    private static final Status IDLE = new Status(false, 0, 0, 0);

    private final Parts parts;
    private final Executor queue;
    private final @Nullable ExecutorService ownQueue;
    private RelayElection.@Nullable Candidacy candidacy;
    private @Nullable RelayTerm current;
    private boolean isClosed;
    private volatile Status status = IDLE;

    private RelayDriver(Parts parts, Executor queue, @Nullable ExecutorService ownQueue) {
        this.parts = parts;
        this.queue = queue;
        this.ownQueue = ownQueue;
    }

    /** Makes sure that the topics are there and stands for election; on a thread of its own. */
    public static RelayDriver start(Parts parts) {
        ExecutorService own = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("relay").factory());
        RelayDriver driver = new RelayDriver(parts, new PacedExecutor(own, REST), own);
        driver.enqueue(driver::prepare);
        return driver;
    }

    /** The same on an executor that runs one task at a time, never within {@code execute} itself. */
    public static RelayDriver start(Parts parts, Executor queue) {
        RelayDriver driver = new RelayDriver(parts, queue, null);
        driver.enqueue(driver::prepare);
        return driver;
    }

    /** The store may be compacted behind {@code completeRevision} of the active relay, and nowhere else. */
    public Status status() {
        return status;
    }

    /**
     * Makes an active relay compare what was acknowledged with where the partitions really end; to be called every few
     * seconds, and much more often than the store's history is compacted.
     */
    public void lookAtTails() {
        enqueue(() -> {
            if (current != null) {
                current.lookAtTails();
            }
        });
    }

    /** Ends the term, if one is held, and stands for no other. */
    @Override
    public void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        enqueue(() -> {
            isClosed = true;
            end("the relay is being closed");
            if (candidacy != null) {
                candidacy.close();
            }
            closed.complete(null);
        });
        if (ownQueue != null) {
            closed.completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
            ownQueue.shutdown();
        }
    }

    private void prepare() {
        if (isClosed) {
            return;
        }
        parts.log()
                .ensureTopics(parts.topics().specs())
                .whenComplete((done, error) -> enqueue(() -> {
                    if (error == null) {
                        stand();
                    } else {
                        parts.listener().refused("the log's topics are not there: " + RelayTerm.reason(error));
                        CompletableFuture.delayedExecutor(TOPICS_RETRY_SECONDS, TimeUnit.SECONDS)
                                .execute(() -> enqueue(this::prepare));
                    }
                }));
    }

    private void stand() {
        if (isClosed) {
            return;
        }
        candidacy = parts.election().stand(new RelayElection.Listener() {
            @Override
            public void elected(RelayElection.Term term) {
                enqueue(() -> begin(term));
            }

            @Override
            public void lost(String reason) {
                enqueue(() -> end(reason));
            }
        });
    }

    private void begin(RelayElection.Term term) {
        end("elected again");
        if (isClosed) {
            return;
        }
        RelayTerm begun = new RelayTerm(
                parts, term, new Relay(parts.topics(), parts.kinds(), MAX_IN_FLIGHT), this::enqueue, this::resign);
        current = begun;
        begun.begin(s -> status = s);
    }

    private void end(String reason) {
        if (current != null) {
            current.lose(reason);
            current = null;
            status = IDLE;
        }
    }

    private void resign(RelayTerm ended, String reason) {
        if (current == ended) {
            current = null;
            status = IDLE;
            if (candidacy != null && !isClosed) {
                candidacy.resign(reason);
            }
        }
    }

    private void enqueue(Runnable task) {
        if (ownQueue == null || !ownQueue.isShutdown()) {
            queue.execute(task);
        }
    }
}

package dev.gyre.node.cluster;

import dev.gyre.events.ChangeFeed;
import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.schemas.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of changes of a process, on one thread. It begins with the first follower: it notes where the log stands,
 * then reads the store's revision, and follows from there, so that whatever a follower lists afterwards connects to what
 * it hears. When history breaks, it notes and reads again, and every follower lists again.
 */
public final class LogClusterObjects implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogClusterObjects.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private final ChangeFeed feed;
    private final Supplier<CompletionStage<Long>> currentRevision;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cluster-objects").factory());
    private final List<Follower> followers = new ArrayList<>();
    private @Nullable Subscription subscription;
    private int attempt;
    private boolean hasBegun;
    private Duration backoff = FIRST_BACKOFF;
    private volatile boolean isClosed;

    /** {@code currentRevision} reads the store's newest revision from the API. */
    public LogClusterObjects(ChangeFeed feed, Supplier<CompletionStage<Long>> currentRevision) {
        this.feed = feed;
        this.currentRevision = currentRevision;
    }

    /** Objects as the user of this client may list them; all such views share the one reader. */
    public ClusterObjects as(ApiClient api) {
        return (kinds, listener) -> {
            Follower follower = new Follower(api, kinds, listener, this::later);
            later(Duration.ZERO, () -> join(follower));
            return () -> leave(follower);
        };
    }

    private void join(Follower follower) {
        followers.add(follower);
        if (!hasBegun) {
            hasBegun = true;
            begin();
        } else if (subscription != null) {
            follower.list();
        }
    }

    private void leave(Follower follower) {
        follower.close();
        later(Duration.ZERO, () -> followers.remove(follower));
    }

    private void begin() {
        attempt++;
        int current = attempt;
        begin(current).whenComplete((begun, failure) -> {
            if (failure != null) {
                later(Duration.ZERO, () -> broken(current, failure));
            }
        });
    }

    private CompletionStage<Void> begin(int current) {
        return feed.currentOffsets()
                .thenCompose(from -> currentRevision
                        .get()
                        .thenAccept(revision -> later(Duration.ZERO, () -> follow(current, from, revision))));
    }

    private void follow(int current, ChangeFeed.Offsets from, long revision) {
        if (current != attempt || isClosed) {
            return;
        }
        subscription = feed.follow(
                from,
                revision,
                advance -> advanced(current, advance),
                cause -> later(Duration.ZERO, () -> broken(current, cause)));
        followers.forEach(Follower::list);
    }

    private CompletionStage<Void> advanced(int current, Advance advance) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        later(Duration.ZERO, () -> {
            if (current == attempt) {
                backoff = FIRST_BACKOFF;
                List.copyOf(followers).forEach(follower -> follower.advance(advance));
            }
            taken.complete(null);
        });
        return taken;
    }

    private void broken(int current, Throwable cause) {
        if (current != attempt || isClosed) {
            return;
        }
        log.warn("the feed of changes broke: {}; following again", cause.toString());
        closeSubscription();
        followers.forEach(Follower::interrupt);
        attempt++;
        later(backoff, this::begin);
        backoff = longer(backoff);
    }

    static Duration longer(Duration backoff) {
        Duration doubled = backoff.multipliedBy(2);
        return doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
    }

    /** Runs on the reader's thread, one task at a time; nothing runs any more once closed. */
    private void later(Duration delay, Runnable task) {
        if (isClosed) {
            return;
        }
        try {
            var unused = thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            log.debug("closed meanwhile", e);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("following the cluster's objects", e);
        }
    }

    private void closeSubscription() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    @Override
    public void close() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        later(Duration.ZERO, () -> {
            followers.forEach(Follower::close);
            closeSubscription();
            ended.complete(null);
        });
        isClosed = true;
        ended.completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
        thread.shutdownNow();
    }
}

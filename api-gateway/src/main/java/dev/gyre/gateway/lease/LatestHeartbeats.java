package dev.gyre.gateway.lease;

import dev.gyre.events.EventLog.FailureHandler;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When each node was last heard of on the log. Where following it breaks it is followed again; what is known stays known. */
public final class LatestHeartbeats implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LatestHeartbeats.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** More nodes than a cluster is designed for; names beyond that are not remembered. */
    private static final int MAX_NODES = 200_000;

    /** Where they come from: {@link dev.gyre.events.Heartbeats#follow}. */
    @FunctionalInterface
    public interface Source {
        Subscription follow(Consumer<List<Heartbeat>> handler, FailureHandler failed);
    }

    private final Source source;
    private final Timer timer;
    private final Map<String, Instant> latest = new ConcurrentHashMap<>();
    private Subscription subscription = () -> {};
    private boolean isClosed;

    private LatestHeartbeats(Source source, Timer timer) {
        this.source = source;
        this.timer = timer;
    }

    public static LatestHeartbeats follow(Source source, Timer timer) {
        LatestHeartbeats heartbeats = new LatestHeartbeats(source, timer);
        heartbeats.follow();
        return heartbeats;
    }

    /** Null for a node that has never been heard of. */
    public @Nullable Instant of(String nodeName) {
        return latest.get(nodeName);
    }

    private synchronized void follow() {
        if (!isClosed) {
            subscription = source.follow(this::take, this::again);
        }
    }

    private void take(List<Heartbeat> heartbeats) {
        for (Heartbeat heartbeat : heartbeats) {
            if (latest.size() < MAX_NODES || latest.containsKey(heartbeat.nodeName())) {
                latest.merge(heartbeat.nodeName(), heartbeat.time(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
    }

    private void again(Throwable failure) {
        LOG.debug("heartbeats cannot be followed, trying again", failure);
        timer.after(RETRY, this::follow);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        subscription.close();
    }
}

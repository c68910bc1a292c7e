package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the APIServices of groups that users define: there as long as a version is served, and gone with it. Every gateway
 * does so after each change; what one has done is nothing to do for the others.
 */
final class CustomApiServices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CustomApiServices.class);
    private static final String CAUSE = "api-service";
    private static final long RETRY_MILLIS = 5_000;

    private final ServedKinds kinds;
    private final ResourceReader reader;
    private final ApiClient client;
    private final Vertx vertx;
    private final Watch exchanges;
    /** Changes that have not been seen to; whoever makes the first sees to all. */
    private final AtomicInteger due = new AtomicInteger();

    private volatile boolean isClosed;

    CustomApiServices(Vertx vertx, ServedKinds kinds, ResourceReader reader, ApiClient client) {
        this.vertx = vertx;
        this.kinds = kinds;
        this.reader = reader;
        this.client = client;
        this.exchanges = kinds.onExchange(this::changed);
        changed();
    }

    private void changed() {
        if (due.getAndIncrement() == 0) {
            run();
        }
    }

    private void run() {
        if (isClosed) {
            return;
        }
        int seen = due.get();
        reader.consistent().thenCompose(this::carryOut).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("APIServices of custom groups, trying again: {}", failure.getMessage());
                vertx.setTimer(RETRY_MILLIS, later -> run());
            } else if (due.addAndGet(-seen) > 0) {
                run();
            }
        });
    }

    private CompletionStage<Void> carryOut(Snapshot snapshot) {
        List<Command> commands = LocalApiServices.changes(kinds.at(snapshot), snapshot);
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (Command command : commands) {
            done = done.thenCompose(before -> client.execute(command, CAUSE)).thenAccept(outcome -> {
                // Another gateway was first.
                boolean isOthers = outcome instanceof Outcome.Refused refused
                        && (refused.status().code() == 404 || refused.status().code() == 409);
                if (outcome instanceof Outcome.Refused refused && !isOthers) {
                    throw new IllegalStateException(refused.status().message());
                }
            });
        }
        return done;
    }

    @Override
    public void close() {
        isClosed = true;
        exchanges.close();
    }
}

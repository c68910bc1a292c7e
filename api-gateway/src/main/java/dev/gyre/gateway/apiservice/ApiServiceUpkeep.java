package dev.gyre.gateway.apiservice;

import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does every few seconds what {@link ApiService} wants done, through the API like everybody, and says farewell at the end. */
public final class ApiServiceUpkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServiceUpkeep.class);
    private static final String CAUSE = "api-service";
    private static final int FAREWELL_SECONDS = 2;

    private final ApiService service;
    private final ResourceReader reader;
    private final ApiClient client;
    private final InstantSource clock;
    private final Timer timer;
    private volatile boolean isClosed;

    /**
     * What the API is known by.
     *
     * @param clusterIp of the Service {@code kubernetes}
     * @param address of this gateway, as pods reach it
     * @param holder names this process to humans
     */
    public record Place(String clusterIp, String address, int port, String holder) {}

    public ApiServiceUpkeep(Place place, ResourceReader reader, ApiClient client, InstantSource clock, Timer timer) {
        this.service = new ApiService(place.clusterIp(), place.address(), place.port(), place.holder());
        this.reader = reader;
        this.client = client;
        this.clock = clock;
        this.timer = timer;
    }

    /** Completes when it has been done for the first time, as far as it could be. */
    public CompletionStage<Void> start() {
        return turn();
    }

    private CompletionStage<Void> turn() {
        if (isClosed) {
            return CompletableFuture.completedStage(null);
        }
        return reader.consistent()
                .thenCompose(snapshot -> carryOut(service.upkeep(snapshot, clock.instant())))
                .exceptionally(failure -> {
                    LOG.warn("cannot see to the Service kubernetes, trying again: {}", failure.getMessage());
                    return null;
                })
                .whenComplete((done, failure) -> timer.after(ApiService.RENEWAL, this::turn));
    }

    /** One after another; what another gateway has done meanwhile is refused, and looked at again in the next turn. */
    private CompletionStage<Void> carryOut(List<Command> commands) {
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (Command command : commands) {
            done = done.thenCompose(before -> client.execute(command, CAUSE)).thenAccept(outcome -> {
                if (outcome instanceof Outcome.Refused refused
                        && refused.status().code() != 409) {
                    LOG.warn(
                            "{} was refused: {}",
                            command.key(),
                            refused.status().message());
                }
            });
        }
        return done;
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            reader.consistent()
                    .thenCompose(snapshot -> carryOut(service.farewell(snapshot, clock.instant())))
                    .toCompletableFuture()
                    .get(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("left without a farewell; the Lease runs out by itself: {}", e.getMessage());
        }
    }
}

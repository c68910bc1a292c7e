package dev.gyre.gateway.relay;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.schemas.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store whose writes wait outside while the gate is closed: 429, and when to come back. All else passes. */
public record GatedStore(ResourceStore store, WriteGate gate) implements ResourceStore {

    @Override
    public CompletionStage<WriteResult> write(Write write) {
        if (gate.isOpen()) {
            return store.write(write);
        }
        Status.Details details = new Status.Details("", "", "", "", List.of(), gate.retryAfterSeconds());
        return CompletableFuture.failedStage(
                new StatusException(new Status(429, "TooManyRequests", gate.reason(), details)));
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return store.currentRevision();
    }

    @Override
    public CompletionStage<Contents> load() {
        return store.load();
    }

    @Override
    public Watch watch(long fromRevision, WatchListener listener) {
        return store.watch(fromRevision, listener);
    }

    @Override
    public CompletionStage<Stretch> history(long fromRevision) {
        return store.history(fromRevision);
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return store.raiseEpoch(partition, holder);
    }

    @Override
    public void close() {
        store.close();
    }
}

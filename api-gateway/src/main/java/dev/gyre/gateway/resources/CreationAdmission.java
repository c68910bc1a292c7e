package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.rules.Admission;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The cluster around one object that is being created. */
record CreationAdmission(Environment environment, ResourceKey key) implements Admission {

    @Override
    public Snapshot latest() {
        return environment.reader().latest();
    }

    @Override
    public CompletionStage<Snapshot> consistent() {
        return environment.reader().consistent();
    }

    @Override
    public CompletionStage<Void> after(Duration delay) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        environment.timer().after(delay, () -> over.complete(null));
        return over;
    }

    @Override
    public String newSuffix() {
        return environment.newSuffix();
    }

    @Override
    public StatusException forbidden(String why) {
        return Refusal.forbidden(key, why);
    }
}

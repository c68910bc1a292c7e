package dev.gyre.gateway.relay;

import dev.gyre.events.relay.LogIdentity;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which log belongs to this store, as the store itself remembers it. Whoever comes first writes it down; everybody after
 * reads what that one wrote, so that another cluster's topics or another partition count are found out before anything is
 * appended.
 */
final class StoredLogIdentity {

    private static final long FIRST_GENERATION = 1;

    private final MetaStore meta;
    private final int partitionCount;
    private final Supplier<String> newClusterId;

    /** {@code partitionCount} is what a new log gets; an existing one keeps its own. */
    StoredLogIdentity(MetaStore meta, int partitionCount, Supplier<String> newClusterId) {
        this.meta = meta;
        this.partitionCount = partitionCount;
        this.newClusterId = newClusterId;
    }

    CompletionStage<LogIdentity> readOrCreate() {
        return meta.get(StoreKeys.LOG_IDENTITY).thenCompose(there -> {
            if (there != null) {
                return java.util.concurrent.CompletableFuture.completedStage(decode(there.value()));
            }
            LogIdentity fresh = new LogIdentity(newClusterId.get(), FIRST_GENERATION, partitionCount);
            return meta.create(StoreKeys.LOG_IDENTITY, encode(fresh), MetaStore.NO_LEASE)
                    .thenApply(creation -> decode(creation.key().value()));
        });
    }

    static String encode(LogIdentity identity) {
        ObjectNode json = Json.object()
                .put("clusterId", identity.clusterId())
                .put("generation", identity.generation())
                .put("partitionCount", identity.partitionCount());
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }

    static LogIdentity decode(String value) {
        try {
            ObjectNode json = Json.readObject(value.getBytes(StandardCharsets.UTF_8));
            LogIdentity identity = new LogIdentity(
                    json.path("clusterId").asString(""),
                    json.path("generation").asLong(0),
                    json.path("partitionCount").asInt(0));
            if (!identity.clusterId().isEmpty() && identity.generation() > 0 && identity.partitionCount() > 0) {
                return identity;
            }
        } catch (JacksonException notJson) {
            throw new IllegalStateException(StoreKeys.LOG_IDENTITY + " is not readable: " + value, notJson);
        }
        throw new IllegalStateException(StoreKeys.LOG_IDENTITY + " is not complete: " + value);
    }
}

package dev.gyre.node;

import dev.gyre.node.pod.NeededObjects;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Fetches what pods refer to. What is not there is left out; only a refusal or a broken connection is a failure. */
final class ObjectLookup {
    private final ApiClient api;

    ObjectLookup(ApiClient api) {
        this.api = api;
    }

    CompletionStage<NeededObjects> find(Collection<ResourceKey> keys, long notOlderThan) {
        CompletionStage<Map<ResourceKey, Resource>> all = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (ResourceKey key : keys) {
            all = all.thenCombine(api.get(key, notOlderThan), (found, object) -> {
                object.ifPresent(present -> found.put(key, present));
                return found;
            });
        }
        return all.thenApply(NeededObjects::new);
    }
}

package dev.gyre.node;

import dev.gyre.node.pod.ClaimedVolume;
import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Follows a pod's claims to their volumes. */
final class ClaimLookup {
    private final ApiClient api;

    ClaimLookup(ApiClient api) {
        this.api = api;
    }

    /** By the names that the pod has for them; fails with a {@link ConfigErrorException} where one cannot be used. */
    CompletionStage<Map<String, Resource>> find(Resource pod, long notOlderThan) {
        CompletionStage<Map<String, Resource>> all = CompletableFuture.completedFuture(new TreeMap<>());
        for (ClaimedVolume claimed : ClaimedVolume.of(pod)) {
            all = all.thenCombine(find(pod, claimed, notOlderThan), (found, volume) -> {
                found.put(claimed.name(), volume);
                return found;
            });
        }
        return all;
    }

    private CompletionStage<Resource> find(Resource pod, ClaimedVolume claimed, long notOlderThan) {
        return api.get(claimed.claim(), notOlderThan).thenCompose(claim -> {
            ResourceKey volume = claimed.volumeOf(pod, claim);
            return api.get(volume, notOlderThan)
                    .thenApply(found -> claimed.checked(claim.orElseThrow(), volume, found));
        });
    }
}

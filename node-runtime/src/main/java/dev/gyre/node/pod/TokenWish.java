package dev.gyre.node.pod;

import dev.gyre.schemas.ApiClient.TokenRequest;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A token that a pod's volume holds: of which account, and what is asked for. Two files may hold the same one. */
public record TokenWish(ResourceKey account, TokenRequest request) {
    private static final long HOUR_SECONDS = 3600;

    /** The token of one {@code serviceAccountToken} source. */
    public static TokenWish of(Resource pod, JsonNode source) {
        String account = pod.json().path("spec").path("serviceAccountName").asString("default");
        return new TokenWish(
                ResourceKey.namespaced("", "serviceaccounts", pod.namespace(), account),
                new TokenRequest(
                        pod.name(),
                        pod.uid(),
                        source.path("audience").asString(""),
                        source.path("expirationSeconds").asLong(HOUR_SECONDS)));
    }

    /** The tokens of all of a pod's volumes. */
    public static Set<TokenWish> ofVolumes(Resource pod) {
        Set<TokenWish> wishes = new LinkedHashSet<>();
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            for (JsonNode source : volume.path("projected").path("sources")) {
                if (source.path("serviceAccountToken").isObject()) {
                    wishes.add(of(pod, source.path("serviceAccountToken")));
                }
            }
        }
        return wishes;
    }
}

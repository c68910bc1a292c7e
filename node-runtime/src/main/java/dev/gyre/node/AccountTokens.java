package dev.gyre.node;

import dev.gyre.node.pod.TokenLife;
import dev.gyre.node.pod.TokenWish;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the pods here, kept in memory only. A token is asked for when a volume first needs it and again when it is
 * due; as long as the old one is good, a refusal of the new one is no failure, and the next look asks again.
 */
final class AccountTokens {
    private final ApiClient api;
    private final InstantSource clock;
    private final Map<TokenWish, Token> tokens = new ConcurrentHashMap<>();

    AccountTokens(ApiClient api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Every token that the pod's volumes hold, none of them due. */
    CompletionStage<Map<TokenWish, Token>> find(Resource pod) {
        CompletionStage<Map<TokenWish, Token>> all = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (TokenWish wish : TokenWish.ofVolumes(pod)) {
            all = all.thenCombine(find(wish), (found, token) -> {
                found.put(wish, token);
                return found;
            });
        }
        return all;
    }

    private CompletionStage<Token> find(TokenWish wish) {
        Token known = tokens.get(wish);
        Instant now = clock.instant();
        Duration lifetime = Duration.ofSeconds(wish.request().expirationSeconds());
        if (known != null && !TokenLife.isDue(known, lifetime, now)) {
            return CompletableFuture.completedFuture(known);
        }
        return api.requestToken(wish.account(), wish.request()).handle((fresh, failure) -> {
            if (failure == null) {
                tokens.put(wish, fresh);
                return fresh;
            }
            return stillGood(known, now, failure);
        });
    }

    private static Token stillGood(@Nullable Token known, Instant now, Throwable failure) {
        if (known != null && !TokenLife.isOver(known, now)) {
            return known;
        }
        throw new IllegalStateException(
                "failed to fetch token: " + Failure.of(failure).message());
    }

    void forget(String podUid) {
        tokens.keySet().removeIf(wish -> wish.request().podUid().equals(podUid));
    }
}

package dev.gyre.cli;

import dev.gyre.actors.horizontalpodautoscaler.ConsumerLagQuestion;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The API of a rule that is only asked: there is none. */
final class NoWayOut implements ApiClient {

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException("a rule that is asked again has no API to call");
    }

    /** There is nobody to ask how far consumers are behind, either. */
    static CompletionStage<Long> lag(ConsumerLagQuestion.Asked asked) {
        return CompletableFuture.failedStage(refusal());
    }

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause) {
        throw refusal();
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        throw refusal();
    }

    @Override
    public CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, @Nullable String labelSelector, @Nullable String fieldSelector) {
        throw refusal();
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        throw refusal();
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        throw refusal();
    }

    @Override
    public CompletionStage<ResourceList> snapshot() {
        throw refusal();
    }

    @Override
    public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
        throw refusal();
    }
}

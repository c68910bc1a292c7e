package dev.gyre.gateway.client;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a client but the transport. A call that did not arrive, or whose answer did not, fails: for a command that
 * is an unknown outcome, for a read an exception with code 0.
 */
abstract class CallingApiClient implements ApiClient {

    private final ResourceKinds kinds;

    CallingApiClient(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    /** Sends and collects the whole answer. */
    abstract CompletionStage<ApiAnswer> send(ApiCall call);

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause) {
        ApiCall call = ApiCall.of(kinds, command, cause);
        return send(call).thenApply(ApiAnswer::outcome).exceptionally(failure -> {
            Throwable reason = unwrapped(failure);
            return new Outcome.Unknown(call.method() + " " + call.path() + ": " + reason);
        });
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        Map<String, List<String>> query =
                notOlderThan > 0 ? Map.of("resourceVersion", List.of(Long.toString(notOlderThan))) : Map.of();
        return read(ApiCall.get(ApiCall.path(kinds, key), query)).thenApply(answer -> {
            if (answer.code() == 404) {
                return Optional.empty();
            }
            return Optional.of(answer.resource(kinds));
        });
    }

    @Override
    public CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, @Nullable String labelSelector, @Nullable String fieldSelector) {
        Map<String, List<String>> query = new HashMap<>();
        if (labelSelector != null && !labelSelector.isEmpty()) {
            query.put("labelSelector", List.of(labelSelector));
        }
        if (fieldSelector != null && !fieldSelector.isEmpty()) {
            query.put("fieldSelector", List.of(fieldSelector));
        }
        return read(ApiCall.get(ApiCall.collection(kind, namespace), query))
                .thenApply(answer -> answer.list(kinds, kind));
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return read(ApiCall.get("/gyre/v1/revision", Map.of()))
                .thenApply(answer -> answer.json().path("revision").asLong());
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return read(ApiCall.post("/gyre/v1/epochs/" + partition, Json.object().put("holder", holder)))
                .thenApply(answer -> answer.json().path("epoch").asLong());
    }

    @Override
    public CompletionStage<ResourceList> snapshot() {
        return read(ApiCall.get("/gyre/v1/snapshot", Map.of())).thenApply(answer -> answer.lines(kinds));
    }

    @Override
    public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
        String path = ApiCall.path(kinds, account) + "/token";
        return read(ApiCall.post(path, TokenDocument.of(request)))
                .thenApply(answer -> TokenDocument.token(answer.json()));
    }

    private CompletionStage<ApiAnswer> read(ApiCall call) {
        return send(call).exceptionally(failure -> {
            Throwable reason = unwrapped(failure);
            throw new ApiException(
                    new Status(0, "Unreachable", call.method() + " " + call.path() + ": " + reason, null));
        });
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}

package dev.gyre.gateway.client;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.LiveKinds;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.custom.CustomKinds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything of a client but the transport. A call that did not arrive, or whose answer did not, fails: for a command that
 * is an unknown outcome, for a read an exception with code 0.
 */
abstract class CallingApiClient implements ApiClient {

    private final LiveKinds kinds;

    /** {@code known} beforehand; kinds that users define are looked up in their definitions when they first come up. */
    CallingApiClient(KindSet known) {
        this.kinds = new LiveKinds(known);
    }

    /** Sends and collects the whole answer. */
    abstract CompletionStage<ApiAnswer> send(ApiCall call);

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause) {
        return execute(command, cause, "");
    }

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause, String traceparent) {
        return knowing(command.key(), () -> {
                    ApiCall call = ApiCall.of(kinds, command, cause, traceparent);
                    return send(call)
                            .thenApply(answer -> outcome(command.key(), answer))
                            .exceptionally(failure ->
                                    new Outcome.Unknown(call.method() + " " + call.path() + ": " + unwrapped(failure)));
                })
                .exceptionally(failure -> unwrapped(failure) instanceof ApiException refused
                                && refused.status().code() == 404
                        ? new Outcome.Refused(refused.status(), 0)
                        : new Outcome.Unknown(command.key() + ": " + unwrapped(failure)));
    }

    /** A kind whose path is not there any more is not what it was: it is looked up again next time. */
    private Outcome outcome(ResourceKey key, ApiAnswer answer) {
        Outcome outcome = answer.outcome();
        if (outcome instanceof Outcome.Refused refused
                && refused.status().code() == 404
                && (refused.status().details() == null
                        || refused.status().details().name().isEmpty())) {
            kinds.forget(key.groupResource());
        }
        return outcome;
    }

    /** Learns first what the key's kind is, where it is not known. */
    private <T> CompletionStage<T> knowing(ResourceKey key, Supplier<CompletionStage<T>> then) {
        if (kinds.find(key.group(), key.plural()) != null) {
            return then.get();
        }
        ResourceKey definition = CustomKinds.definition(key.groupResource());
        return read(ApiCall.get(ApiCall.path(kinds, definition), Map.of())).thenCompose(answer -> {
            kinds.learn(CustomKinds.kind(answer.json()));
            return then.get();
        });
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        Map<String, List<String>> query =
                notOlderThan > 0 ? Map.of("resourceVersion", List.of(Long.toString(notOlderThan))) : Map.of();
        return knowing(
                        key,
                        () -> read(ApiCall.get(ApiCall.path(kinds, key), query))
                                .thenApply(answer -> answer.code() == 404
                                        ? Optional.<Resource>empty()
                                        : Optional.of(answer.resource(kinds))))
                .exceptionally(failure -> {
                    if (unwrapped(failure) instanceof ApiException refused
                            && refused.status().code() == 404) {
                        return Optional.empty();
                    }
                    throw new CompletionException(unwrapped(failure));
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
    public CompletionStage<JsonNode> document(String path) {
        return read(ApiCall.get(path)).thenApply(ApiAnswer::json);
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

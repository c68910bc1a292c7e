package dev.gyre.schemas;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The API as Gyre's own components see it: one identity, a command in, an outcome with its revision out. An instance is
 * bound to one user; what it may do is decided by RBAC like everybody's. Reads fail with {@link ApiException}.
 */
public interface ApiClient {

    /**
     * Carries a command out. {@code cause} is the id of the decision or event that led to it and is stored with the change.
     * Never fails: what goes wrong is an {@link Outcome}.
     */
    CompletionStage<Outcome> execute(Command command, String cause);

    /** The same, as part of the trace that this {@code traceparent} names; empty for none. */
    default CompletionStage<Outcome> execute(Command command, String cause, String traceparent) {
        return execute(command, cause);
    }

    /** One object as it is at this revision or later; 0 asks for a consistent read. */
    CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan);

    /** The objects of a kind; an empty namespace means all. Selectors are in the API's syntax, null for none. */
    CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, @Nullable String labelSelector, @Nullable String fieldSelector);

    /**
     * What the API answers on this path, query included and encoded; for what is no object of a kind, such as what others serve
     * behind it. A client that cannot do so fails.
     */
    default CompletionStage<JsonNode> document(String path) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("this client reads no documents"));
    }

    /** The store's newest revision, by a linearizable read. */
    CompletionStage<Long> currentRevision();

    /** Takes a partition over: raises its epoch by compare-and-swap and answers the new epoch. */
    CompletionStage<Long> raiseEpoch(String partition, String holder);

    /** Every published object at one revision; of a Secret only what controllers need. */
    CompletionStage<ResourceList> snapshot();

    /** A token of a service account, bound to a pod that runs under it. It is stored nowhere and stands on no log. */
    CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request);

    /**
     * Which token is wanted.
     *
     * @param audience whom it is for; empty for the API itself
     */
    record TokenRequest(String podName, String podUid, String audience, long expirationSeconds) {}

    /** A token, which prints as if it were not there. */
    record Token(String value, Instant expiry) {
        @Override
        public String toString() {
            return "Token[until " + expiry + "]";
        }
    }

    /** Objects, all as of one revision. */
    record ResourceList(long revision, List<Resource> items) {}

    /** A read that the API refused, or that did not arrive (code 0). */
    final class ApiException extends RuntimeException {
        private final Status status;

        public ApiException(Status status) {
            super(status.message());
            this.status = status;
        }

        public Status status() {
            return status;
        }
    }
}

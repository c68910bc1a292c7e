package dev.gyre.gateway;

import dev.gyre.gateway.ApiResponse.Full;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.protobuf.ProtobufAnswer;
import dev.gyre.gateway.protobuf.ProtobufBody;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.OverloadedException;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The one place where a failure becomes an answer. A {@link StatusException} says itself what it is; failures of the store
 * and the cache have fixed answers; whatever else was thrown is a defect: it is logged with its trace, and the caller
 * learns only that there was one, and the id of the request to find it by.
 */
public final class StatusResponse {

    private static final Logger LOG = LoggerFactory.getLogger(StatusResponse.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private StatusResponse() {}

    public static Full of(Status status) {
        return of(status, 0, List.of());
    }

    /** In the format that the request asks for first. */
    static Full of(Throwable failure, ApiRequest request) {
        Full inJson = of(failure, request.id());
        String accept = request.header("accept");
        if (accept == null || !accept.startsWith(ProtobufBody.MEDIA_TYPE)) {
            return inJson;
        }
        Map<String, String> headers = new HashMap<>(inJson.headers());
        headers.put("content-type", ProtobufBody.MEDIA_TYPE);
        return new Full(inJson.code(), headers, ProtobufAnswer.object(Json.readObject(inJson.body())));
    }

    public static Full of(Throwable failure, String requestId) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case StatusException refusal -> of(refusal.status(), refusal.revision(), refusal.warnings());
            case OverloadedException busy ->
                of(retriable(429, "TooManyRequests", "the server is busy, try again: " + busy.getMessage()));
            case StoreException store -> {
                LOG.warn("request {}: {}", requestId, String.valueOf(store.getMessage()));
                yield of(
                        store.isOutcomeUnknown()
                                ? retriable(
                                        504, "Timeout", "the store did not answer in time: the write may be committed")
                                : retriable(503, "ServiceUnavailable", "the store is not available"));
            }
            case CompactedException compacted ->
                of(new Status(
                        410,
                        "Expired",
                        "The resourceVersion is too old: history before " + compacted.compactRevision()
                                + " has been compacted",
                        null));
            case ResourceReader.TimeoutException late ->
                of(retriable(504, "Timeout", String.valueOf(late.getMessage())));
            case java.util.concurrent.TimeoutException late -> {
                LOG.warn("request {}: timed out: {}", requestId, String.valueOf(late.getMessage()));
                yield of(retriable(504, "Timeout", "the request did not complete within its time"));
            }
            case JacksonException malformed ->
                of(new Status(
                        400, "BadRequest", "the body is not valid JSON: " + malformed.getOriginalMessage(), null));
            default -> {
                LOG.error("request {} failed", requestId, cause);
                yield of(new Status(500, "InternalError", "Internal error occurred: see request " + requestId, null));
            }
        };
    }

    private static Full of(Status status, long revision, List<String> warnings) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/json");
        if (revision > 0) {
            headers.put("gyre-revision", Long.toString(revision));
        }
        if (!warnings.isEmpty()) {
            headers.put(Warnings.HEADER, Warnings.header(warnings));
        }
        if (status.details() != null && status.details().retryAfterSeconds() > 0) {
            headers.put("retry-after", Integer.toString(status.details().retryAfterSeconds()));
        }
        if (status.code() == 401) {
            headers.put("www-authenticate", "Bearer realm=\"gyre\"");
        }
        return new Full(status.code(), headers, Json.write(status.toJson()));
    }

    private static Status retriable(int code, String reason, String message) {
        return new Status(code, reason, message, new Status.Details("", "", "", "", List.of(), RETRY_AFTER_SECONDS));
    }
}

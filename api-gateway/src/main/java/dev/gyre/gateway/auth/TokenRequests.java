package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Serves {@code serviceaccounts/token}: signs a token for an account that exists, bound to what {@link TokenBinding} finds. */
public final class TokenRequests {

    private static final long DEFAULT_SECONDS = 3600;
    private static final long MIN_SECONDS = 600;
    private static final long MAX_SECONDS = 1L << 32;
    private static final Duration LONGEST = Duration.ofHours(48);

    private final ServiceAccountTokens tokens;
    private final ResourceReader reader;
    private final InstantSource clock;

    public TokenRequests(ServiceAccountTokens tokens, ResourceReader reader, InstantSource clock) {
        this.tokens = tokens;
        this.reader = reader;
        this.clock = clock;
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        String name = info.name();
        boolean isToken = info.group().isEmpty()
                && info.version().equals("v1")
                && info.resource().equals("serviceaccounts")
                && "token".equals(info.subresource())
                && info.verb().equals("create");
        return !isToken || name == null
                ? null
                : reader.consistent().thenApply(snapshot -> issue(request, snapshot, info.namespace(), name));
    }

    private ApiResponse issue(ApiRequest request, Snapshot snapshot, String namespace, String name) {
        ObjectNode review = Json.readObject(request.body());
        JsonNode spec = review.path("spec");
        TokenBinding binding = new TokenBinding(snapshot, namespace, name);
        StoredObject account = binding.found(binding.namespaced("serviceaccounts", name));
        binding.requireOwnPods(request.user(), spec);
        Duration lifetime = lifetime(spec, name);
        List<String> audiences = audiences(spec);
        Instant now = clock.instant();
        TokenClaims claims = new TokenClaims(
                UUID.randomUUID().toString(),
                namespace,
                name,
                account.uid(),
                binding.of(spec.path("boundObjectRef")),
                audiences,
                now,
                now.plus(lifetime));
        return answer(review, claims, tokens.issue(claims), lifetime);
    }

    private static ApiResponse answer(
            ObjectNode review, TokenClaims claims, ServiceAccountTokens.Issued issued, Duration lifetime) {
        review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        review.putObject("metadata")
                .put("name", claims.account())
                .put("namespace", claims.namespace())
                .putNull("creationTimestamp");
        ObjectNode spec = review.withObjectProperty("spec");
        ArrayNode audiences = spec.putArray("audiences");
        claims.audiences().forEach(audiences::add);
        spec.put("expirationSeconds", lifetime.toSeconds());
        if (!spec.has("boundObjectRef")) {
            spec.putNull("boundObjectRef");
        }
        review.putObject("status")
                .put("token", issued.token())
                .put(
                        "expirationTimestamp",
                        issued.expiry().truncatedTo(ChronoUnit.SECONDS).toString());
        return new ApiResponse.Full(201, Map.of("content-type", "application/json"), Json.write(review));
    }

    private static Duration lifetime(JsonNode spec, String name) {
        long seconds = spec.path("expirationSeconds").asLong(DEFAULT_SECONDS);
        if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
            String why = seconds < MIN_SECONDS
                    ? "may not specify a duration less than 10 minutes"
                    : "may not specify a duration larger than 2^32 seconds";
            throw new StatusException(new Status(
                    422,
                    "Invalid",
                    "TokenRequest.authentication.k8s.io \"%s\" is invalid: spec.expirationSeconds: Invalid value: %d: %s"
                            .formatted(name, seconds, why),
                    null));
        }
        Duration asked = Duration.ofSeconds(seconds);
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static List<String> audiences(JsonNode spec) {
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(audience -> audiences.add(audience.asString("")));
        return audiences.isEmpty() ? List.of(ServiceAccountTokens.ISSUER) : audiences;
    }
}

package dev.gyre.gateway.client;

import dev.gyre.schemas.ApiClient.ApiException;
import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.ApiClient.TokenRequest;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API's TokenRequest: the question, and the token in its answer. */
final class TokenDocument {

    private TokenDocument() {}

    static ObjectNode of(TokenRequest request) {
        ObjectNode document =
                Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = document.putObject("spec").put("expirationSeconds", request.expirationSeconds());
        if (!request.audience().isEmpty()) {
            spec.putArray("audiences").add(request.audience());
        }
        spec.putObject("boundObjectRef")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", request.podName())
                .put("uid", request.podUid());
        return document;
    }

    static Token token(JsonNode answer) {
        JsonNode status = answer.path("status");
        try {
            return new Token(
                    status.path("token").asString(),
                    Instant.parse(status.path("expirationTimestamp").asString("")));
        } catch (DateTimeParseException e) {
            throw new ApiException(new Status(0, "BadAnswer", "the answer holds no token", null));
        }
    }
}

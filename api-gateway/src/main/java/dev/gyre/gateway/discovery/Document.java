package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.schemas.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Bytes that do not change while the server runs, and their hash: what a client has already is not sent again. */
public record Document(String contentType, byte[] body, String hash) {

    public static Document json(JsonNode node) {
        return of("application/json", Json.write(node));
    }

    public static Document of(String contentType, byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(body);
            return new Document(
                    contentType, body, HexFormat.of().withUpperCase().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public ApiResponse.Full answer(ApiRequest request) {
        String etag = "\"" + hash + "\"";
        String known = request.header("if-none-match");
        if (known != null && known.contains(etag)) {
            return new ApiResponse.Full(304, Map.of("etag", etag, "vary", "Accept"), new byte[0]);
        }
        return new ApiResponse.Full(
                200,
                Map.of("content-type", contentType, "etag", etag, "vary", "Accept", "cache-control", "public"),
                body);
    }
}

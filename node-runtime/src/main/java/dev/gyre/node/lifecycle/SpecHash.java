package dev.gyre.node.lifecycle;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/**
 * Names a container's definition in few characters, so that a container that runs can be told from the one that is
 * wanted. Only what the API lets one change in a running pod counts, which is the image: a definition that was merely
 * defaulted differently by a later version of the gateway must not restart everything.
 */
final class SpecHash {
    private static final int LENGTH = 16;

    private SpecHash() {}

    static String of(JsonNode container) {
        byte[] what = Json.write(Json.object()
                .put("name", container.path("name").asString(""))
                .put("image", container.path("image").asString("")));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what);
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256: " + new String(what, StandardCharsets.UTF_8), e);
        }
    }
}

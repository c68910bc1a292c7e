package dev.gyre.gateway.resources;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a list in pages goes on: the snapshot's revision, the key behind which the next page begins, and how many objects
 * have been served. Opaque to clients.
 */
record ContinueToken(long revision, String namespace, String name, int served) {

    String encode() {
        ObjectNode json = Json.object()
                .put("rv", revision)
                .put("ns", namespace)
                .put("n", name)
                .put("served", served);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(json));
    }

    static ContinueToken decode(String token) {
        try {
            JsonNode json = Json.readObject(Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)));
            long revision = json.path("rv").asLong(0);
            String name = json.path("n").asString("");
            if (revision > 0 && !name.isEmpty()) {
                return new ContinueToken(
                        revision,
                        json.path("ns").asString(""),
                        name,
                        json.path("served").asInt(0));
            }
        } catch (IllegalArgumentException | JacksonException e) {
            // Falls through: not a token of ours.
        }
        throw Refusal.badRequest("continue key is not valid: \"" + token + "\"");
    }

    ResourceKey after(ResourceCall call) {
        return call.kind().key(namespace, name);
    }
}

package dev.gyre.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Tells others how to check service accounts' tokens themselves: who the issuer is, and its public key. */
public final class IssuerDiscovery {

    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String KEYS = "/openid/v1/jwks";

    private final byte[] configuration;
    private final byte[] keys;

    public IssuerDiscovery(ServiceAccountTokens tokens) {
        ObjectNode document = Json.object()
                .put("issuer", ServiceAccountTokens.ISSUER)
                .put("jwks_uri", ServiceAccountTokens.ISSUER + KEYS);
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add(JWSAlgorithm.ES256.getName());
        this.configuration = Json.write(document);
        SigningKey key = tokens.key();
        ECKey published = new ECKey.Builder(Curve.P_256, key.publicKey())
                .keyUse(KeyUse.SIGNATURE)
                .keyID(key.id())
                .algorithm(JWSAlgorithm.ES256)
                .build();
        this.keys = new JWKSet(published).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable ApiResponse answer(ApiRequest request) {
        return switch (request.path()) {
            case CONFIGURATION -> full("application/json", configuration);
            case KEYS -> full("application/jwk-set+json", keys);
            default -> null;
        };
    }

    private static ApiResponse full(String type, byte[] body) {
        return new ApiResponse.Full(200, Map.of("content-type", type, "cache-control", "public, max-age=3600"), body);
    }
}

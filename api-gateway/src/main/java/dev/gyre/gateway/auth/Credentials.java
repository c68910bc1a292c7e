package dev.gyre.gateway.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller showed of itself, not yet believed.
 *
 * @param certificates the client's chain, leaf first; empty for none. The TLS handshake has proven the private key of the
 *     leaf, and nothing else
 * @param headers by lower-case name, with every value
 */
public record Credentials(List<X509Certificate> certificates, Map<String, List<String>> headers) {

    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The bearer token, null for none. Two {@code Authorization} headers are none. */
    public @Nullable String bearerToken() {
        List<String> values = header("authorization");
        if (values.size() != 1 || !values.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        String token = values.getFirst().substring(7).trim();
        return token.isEmpty() ? null : token;
    }
}

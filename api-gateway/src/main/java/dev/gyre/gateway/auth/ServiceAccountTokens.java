package dev.gyre.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of service accounts: JSON Web Tokens that this cluster signed with ES256. A token is as good as its signature, its
 * time, and those that it speaks for ({@link TokenSubjects}). The signature of a token is verified once and remembered; that
 * its account and pod are still there is looked up each time.
 */
public final class ServiceAccountTokens implements Authenticator {

    /** Who signs, and for whom a token is that names nobody. */
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static final int MAX_VERIFIED = 10_000;
    private static final int MAX_TOKEN_LENGTH = 16 * 1024;
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private final SigningKey key;
    private final ResourceReader reader;
    private final InstantSource clock;
    private final Map<String, TokenClaims> verified = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenClaims> eldest) {
            return size() > MAX_VERIFIED;
        }
    });

    /** A token and when it ends. It prints as if it were not there. */
    public record Issued(String token, Instant expiry) {
        @Override
        public String toString() {
            return "Issued[until " + expiry + "]";
        }
    }

    /** Whose a token is, and which of the audiences that were asked about may take it. */
    record Reviewed(UserInfo user, List<String> audiences) {}

    ServiceAccountTokens(SigningKey key, ResourceReader reader, InstantSource clock) {
        this.key = key;
        this.reader = reader;
        this.clock = clock;
    }

    /** @param keyFile a P-256 private key in PKCS#8 PEM; made where there is none */
    public static ServiceAccountTokens open(Path keyFile, ResourceReader reader, InstantSource clock)
            throws IOException {
        return new ServiceAccountTokens(SigningKey.open(keyFile), reader, clock);
    }

    SigningKey key() {
        return key;
    }

    @Override
    public @Nullable UserInfo authenticate(Credentials credentials) {
        String token = credentials.bearerToken();
        return token == null ? null : authenticate(token);
    }

    @Nullable
    UserInfo authenticate(String token) {
        Reviewed reviewed = review(token, List.of(ISSUER));
        return reviewed == null ? null : reviewed.user();
    }

    /** Null where the token is not good, or for none of these audiences. */
    @Nullable
    Reviewed review(String token, List<String> audiences) {
        TokenClaims claims = genuine(token);
        Instant now = clock.instant();
        if (claims == null
                || now.isBefore(claims.from().minus(LEEWAY))
                || !now.isBefore(claims.until())
                || !new TokenSubjects(reader.latest(), now).areAlive(claims)) {
            return null;
        }
        List<String> meant =
                audiences.stream().filter(claims.audiences()::contains).toList();
        return meant.isEmpty() ? null : new Reviewed(user(claims), meant);
    }

    private static UserInfo user(TokenClaims claims) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (!claims.id().isEmpty()) {
            extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + claims.id()));
        }
        claims.bound().forEach((kind, object) -> {
            if (!kind.equals(TokenClaims.SECRET)) {
                extra.put("authentication.kubernetes.io/" + kind + "-name", List.of(object.name()));
                extra.put("authentication.kubernetes.io/" + kind + "-uid", List.of(object.uid()));
            }
        });
        return Groups.serviceAccount(claims.namespace(), claims.account(), claims.accountUid(), extra);
    }

    Issued issue(TokenClaims claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.id()).build(), claims.toJwt(ISSUER));
            jwt.sign(new ECDSASigner(key.privateKey()));
            return new Issued(jwt.serialize(), claims.until());
        } catch (JOSEException e) {
            throw new IllegalStateException("the service account key cannot sign", e);
        }
    }

    private @Nullable TokenClaims genuine(String token) {
        if (token.length() > MAX_TOKEN_LENGTH
                || token.chars().filter(c -> c == '.').count() != 2) {
            return null;
        }
        TokenClaims known = verified.get(token);
        if (known != null) {
            return known;
        }
        TokenClaims claims = verify(token);
        if (claims != null) {
            verified.put(token, claims);
        }
        return claims;
    }

    private @Nullable TokenClaims verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean isOurs = JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && jwt.verify(new ECDSAVerifier(key.publicKey()));
            return isOurs ? TokenClaims.of(jwt.getJWTClaimsSet(), ISSUER) : null;
        } catch (ParseException | JOSEException e) {
            return null;
        }
    }
}

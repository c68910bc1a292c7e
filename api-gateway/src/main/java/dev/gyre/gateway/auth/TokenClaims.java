package dev.gyre.gateway.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service account's token says: whose it is, for whom, how long, and without which objects it is worth nothing. The
 * form is upstream's, so that others who know the key can read it too.
 *
 * @param bound by {@code pod}, {@code secret} and {@code node}; a pod's token names the pod's node as well
 */
record TokenClaims(
        String id,
        String namespace,
        String account,
        String accountUid,
        Map<String, Reference> bound,
        List<String> audiences,
        Instant from,
        Instant until) {

    static final String POD = "pod";
    static final String SECRET = "secret";
    static final String NODE = "node";

    private static final String CLAIM = "kubernetes.io";

    /** One object, and no other of the same name. */
    record Reference(String name, String uid) {}

    String subject() {
        return Groups.SERVICE_ACCOUNT_PREFIX + namespace + ":" + account;
    }

    JWTClaimsSet toJwt(String issuer) {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("namespace", namespace);
        own.put("serviceaccount", Map.of("name", account, "uid", accountUid));
        bound.forEach((kind, object) -> own.put(kind, Map.of("name", object.name(), "uid", object.uid())));
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject())
                .audience(audiences)
                .issueTime(Date.from(from))
                .notBeforeTime(Date.from(from))
                .expirationTime(Date.from(until))
                .jwtID(id)
                .claim(CLAIM, own)
                .build();
    }

    /** Null where the token is not one of this issuer's for a service account. */
    static @Nullable TokenClaims of(JWTClaimsSet jwt, String issuer) throws ParseException {
        Map<String, Object> own = jwt.getJSONObjectClaim(CLAIM);
        if (!issuer.equals(jwt.getIssuer())
                || jwt.getExpirationTime() == null
                || jwt.getNotBeforeTime() == null
                || own == null) {
            return null;
        }
        Map<String, Reference> bound = new LinkedHashMap<>();
        for (String kind : List.of(POD, SECRET, NODE)) {
            if (own.get(kind) instanceof Map<?, ?> object) {
                bound.put(kind, new Reference(text(object, "name"), text(object, "uid")));
            }
        }
        Map<?, ?> account = own.get("serviceaccount") instanceof Map<?, ?> map ? map : Map.of();
        TokenClaims claims = new TokenClaims(
                jwt.getJWTID() == null ? "" : jwt.getJWTID(),
                text(own, "namespace"),
                text(account, "name"),
                text(account, "uid"),
                bound,
                jwt.getAudience(),
                jwt.getNotBeforeTime().toInstant(),
                jwt.getExpirationTime().toInstant());
        return claims.subject().equals(jwt.getSubject()) ? claims : null;
    }

    private static String text(Map<?, ?> object, String field) {
        return object.get(field) instanceof String text ? text : "";
    }
}

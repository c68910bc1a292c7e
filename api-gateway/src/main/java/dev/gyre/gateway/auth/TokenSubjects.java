package dev.gyre.gateway.auth;

import dev.gyre.gateway.auth.TokenClaims.Reference;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether those that a token speaks for are still there: the account, and the pod, Secret or node that it is bound to, each
 * with the uid of then. One that is gone takes its tokens with it at once, and so does one whose time to go has been over
 * for a minute.
 */
record TokenSubjects(Snapshot snapshot, Instant now) {

    private static final Duration LEEWAY = Duration.ofMinutes(1);

    boolean areAlive(TokenClaims claims) {
        ResourceKey account = ResourceKey.namespaced("", "serviceaccounts", claims.namespace(), claims.account());
        return isAlive(account, claims.accountUid())
                && claims.bound().entrySet().stream().allMatch(bound -> isAlive(claims, bound));
    }

    private boolean isAlive(TokenClaims claims, Map.Entry<String, Reference> bound) {
        Reference object = bound.getValue();
        return switch (bound.getKey()) {
            case TokenClaims.POD ->
                isAlive(ResourceKey.namespaced("", "pods", claims.namespace(), object.name()), object.uid());
            case TokenClaims.SECRET ->
                isAlive(ResourceKey.namespaced("", "secrets", claims.namespace(), object.name()), object.uid());
            // A pod's token tells of the pod's node, but stands and falls with the pod.
            default ->
                claims.bound().containsKey(TokenClaims.POD)
                        || isAlive(ResourceKey.clusterScoped("", "nodes", object.name()), object.uid());
        };
    }

    private boolean isAlive(ResourceKey key, String uid) {
        StoredObject object = snapshot.get(key);
        return object != null && object.uid().equals(uid) && !isOverdue(object);
    }

    private boolean isOverdue(@Nullable StoredObject object) {
        String due = object == null
                ? ""
                : object.json().path("metadata").path("deletionTimestamp").asString("");
        try {
            return !due.isEmpty() && now.isAfter(Instant.parse(due).plus(LEEWAY));
        } catch (DateTimeParseException e) {
            return true;
        }
    }
}

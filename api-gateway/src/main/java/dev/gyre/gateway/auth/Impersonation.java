package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.UserInfo;
import dev.gyre.schemas.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a caller act as somebody else ({@code kubectl --as}), where it may {@code impersonate} that user and each of the
 * groups. The other user's own rights count from then on, and it is the one that the log names.
 */
public final class Impersonation implements Authenticator {

    private static final String USER = "impersonate-user";
    private static final String GROUP = "impersonate-group";
    private static final String UID = "impersonate-uid";
    private static final String EXTRA = "impersonate-extra-";

    private final Authenticator authenticator;
    private final Authorizer authorizer;

    public Impersonation(Authenticator authenticator, Authorizer authorizer) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
    }

    @Override
    public @Nullable UserInfo authenticate(Credentials credentials) {
        UserInfo caller = authenticator.authenticate(credentials);
        List<String> users = credentials.header(USER);
        List<String> groups = credentials.header(GROUP);
        boolean hasMore = !credentials.header(UID).isEmpty()
                || credentials.headers().keySet().stream().anyMatch(name -> name.startsWith(EXTRA));
        if (caller == null || (users.isEmpty() && groups.isEmpty() && !hasMore)) {
            return caller;
        }
        if (users.size() != 1 || users.getFirst().isEmpty()) {
            throw badRequest("requested groups, uid or extra without impersonating exactly one user");
        }
        if (hasMore) {
            throw badRequest("impersonating a uid or extra values is not supported");
        }
        String name = users.getFirst();
        return name.startsWith(Groups.SERVICE_ACCOUNT_PREFIX)
                ? asServiceAccount(caller, name, groups)
                : asUser(caller, name, groups);
    }

    private UserInfo asUser(UserInfo caller, String name, List<String> groups) {
        check(caller, "users", "", name);
        groups.forEach(group -> check(caller, "groups", "", group));
        return Groups.authenticated(name, "", groups);
    }

    private UserInfo asServiceAccount(UserInfo caller, String name, List<String> groups) {
        String[] parts = name.substring(Groups.SERVICE_ACCOUNT_PREFIX.length()).split(":", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw badRequest("\"" + name + "\" is not the name of a service account");
        }
        check(caller, "serviceaccounts", parts[0], parts[1]);
        groups.forEach(group -> check(caller, "groups", "", group));
        return groups.isEmpty()
                ? Groups.serviceAccount(parts[0], parts[1], "", java.util.Map.of())
                : Groups.authenticated(name, "", groups);
    }

    private void check(UserInfo caller, String resource, String namespace, String name) {
        Attributes attributes = Attributes.resource("impersonate", "", resource, namespace, name);
        Authorizer.Verdict verdict = authorizer.authorize(caller, attributes);
        if (!verdict.isAllowed()) {
            throw Forbidden.of(caller, attributes, verdict.reason());
        }
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}

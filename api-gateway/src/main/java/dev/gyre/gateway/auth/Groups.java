package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The groups that mean something to the gateway itself. */
public final class Groups {

    /** May do everything, whatever the RBAC objects say. */
    public static final String MASTERS = "system:masters";

    public static final String AUTHENTICATED = "system:authenticated";
    public static final String NODES = "system:nodes";
    public static final String SERVICE_ACCOUNTS = "system:serviceaccounts";

    /** Gyre's own parts: they may name the cause of a write and guard it. */
    public static final String COMPONENTS = "gyre:components";

    static final String NODE_USER_PREFIX = "system:node:";
    static final String SERVICE_ACCOUNT_PREFIX = "system:serviceaccount:";

    private Groups() {}

    /** A user that has shown who it is. */
    static UserInfo authenticated(String name, String uid, List<String> groups) {
        return authenticated(name, uid, groups, Map.of());
    }

    static UserInfo authenticated(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
        Set<String> all = new LinkedHashSet<>(groups);
        all.add(AUTHENTICATED);
        return new UserInfo(name, uid, List.copyOf(all), extra);
    }

    /** The user that a service account is. */
    public static UserInfo serviceAccount(String namespace, String name, String uid, Map<String, List<String>> extra) {
        return authenticated(
                SERVICE_ACCOUNT_PREFIX + namespace + ":" + name,
                uid,
                List.of(SERVICE_ACCOUNTS, SERVICE_ACCOUNTS + ":" + namespace),
                extra);
    }
}

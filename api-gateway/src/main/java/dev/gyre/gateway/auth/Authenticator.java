package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns credentials into a user. Answers at once, from memory: it is asked for every request. */
@FunctionalInterface
public interface Authenticator {

    /** The user, or null where these credentials say nothing to this authenticator. */
    @Nullable
    UserInfo authenticate(Credentials credentials);

    /** Asks one after the other. */
    static Authenticator firstOf(List<Authenticator> authenticators) {
        List<Authenticator> all = List.copyOf(authenticators);
        return credentials -> {
            for (Authenticator authenticator : all) {
                UserInfo user = authenticator.authenticate(credentials);
                if (user != null) {
                    return user;
                }
            }
            return null;
        };
    }
}

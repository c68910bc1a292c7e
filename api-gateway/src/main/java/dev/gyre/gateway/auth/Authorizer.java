package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import java.util.List;

/** Decides whether a user may do something. Answers at once, from memory. */
@FunctionalInterface
public interface Authorizer {

    /** A verdict and, for those who ask, why. */
    record Verdict(Outcome outcome, String reason) {
        static final Verdict NO_OPINION = new Verdict(Outcome.NO_OPINION, "");

        static Verdict allow(String reason) {
            return new Verdict(Outcome.ALLOW, reason);
        }

        static Verdict deny(String reason) {
            return new Verdict(Outcome.DENY, reason);
        }

        public boolean isAllowed() {
            return outcome == Outcome.ALLOW;
        }
    }

    /** Without an opinion the next is asked; a denial ends the asking. */
    enum Outcome {
        ALLOW,
        DENY,
        NO_OPINION
    }

    Verdict authorize(UserInfo user, Attributes attributes);

    /** Asks one after the other; what none allows is not allowed. */
    static Authorizer firstOf(List<Authorizer> authorizers) {
        List<Authorizer> all = List.copyOf(authorizers);
        return (user, attributes) -> {
            for (Authorizer authorizer : all) {
                Verdict verdict = authorizer.authorize(user, attributes);
                if (verdict.outcome() != Outcome.NO_OPINION) {
                    return verdict;
                }
            }
            return Verdict.NO_OPINION;
        };
    }
}

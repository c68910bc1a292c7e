package dev.gyre.node.pod;

import dev.gyre.schemas.ApiClient.Token;
import java.time.Duration;
import java.time.Instant;

/**
 * When a token is replaced: once four fifths of its life are over, and after a day even where it lives longer. A volume is
 * looked at every minute or so, which is far more often than the shortest life of ten minutes needs.
 */
public final class TokenLife {
    private static final Duration LONGEST_USE = Duration.ofHours(24);
    private static final int FIFTHS_KEPT_FREE = 5;

    private TokenLife() {}

    public static boolean isDue(Token token, Duration lifetime, Instant now) {
        Instant issued = token.expiry().minus(lifetime);
        return now.isAfter(issued.plus(LONGEST_USE))
                || now.isAfter(token.expiry().minus(lifetime.dividedBy(FIFTHS_KEPT_FREE)));
    }

    public static boolean isOver(Token token, Instant now) {
        return !now.isBefore(token.expiry());
    }
}

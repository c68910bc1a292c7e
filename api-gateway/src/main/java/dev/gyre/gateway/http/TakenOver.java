package dev.gyre.gateway.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The paths whose connection is given away with the body unread: sessions with containers, and what is only passed on. */
final class TakenOver {

    private static final Pattern PATHS = Pattern.compile(
            "/api/v1/(namespaces/[^/]+/(pods/[^/]+/(exec|attach|portforward)|(pods|services)/[^/]+/proxy(/.*)?)"
                    + "|nodes/[^/]+/proxy(/.*)?)");

    private TakenOver() {}

    static boolean isAskedFor(@Nullable String path) {
        return path != null && PATHS.matcher(path).matches();
    }
}

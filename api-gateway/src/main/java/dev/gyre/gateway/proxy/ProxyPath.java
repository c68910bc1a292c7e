package dev.gyre.gateway.proxy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's target, cut where the proxy's own path ends. Everything after that is passed on as it was written.
 *
 * @param prefix up to and with {@code /proxy}
 * @param rest what the backend is asked for, without its query; may be empty
 * @param query with its question mark; empty for none
 */
record ProxyPath(String prefix, String rest, String query) {

    private static final Pattern PREFIX =
            Pattern.compile("(/api/v1/(?:namespaces/[^/]+/(?:pods|services)/[^/]+|nodes/[^/]+)/proxy)(/.*)?");

    static @Nullable ProxyPath of(String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        Matcher matcher = PREFIX.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        String rest = matcher.group(2);
        return new ProxyPath(matcher.group(1), rest == null ? "" : rest, question < 0 ? "" : uri.substring(question));
    }

    /** What the backend is asked for. */
    String backendUri() {
        return (rest.isEmpty() ? "/" : rest) + query;
    }
}

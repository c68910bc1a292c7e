package dev.gyre.gateway.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Rewrites what a backend says about its own places. A path from the root, or a whole URL of the backend itself or of the host
 * that the client asked, becomes a path that leads through the proxy, from wherever the client reaches it; a relative path
 * stays, and so does another host. Pure.
 *
 * @param host whom the client asked
 * @param prefix the proxy's own path
 * @param backendHost host and port of the backend, as the gateway dials it
 */
public record Links(String host, String prefix, String backendHost) {

    /** The attributes of HTML that hold a URL. */
    static final Set<String> ATTRIBUTES = Set.of(
            "action",
            "background",
            "cite",
            "classid",
            "codebase",
            "data",
            "formaction",
            "href",
            "icon",
            "longdesc",
            "manifest",
            "poster",
            "profile",
            "src",
            "usemap");

    String rewrite(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException notOne) {
            return text;
        }
        String path = uri.getRawPath();
        String authority = uri.getRawAuthority();
        boolean isElsewhere = authority != null && !authority.equals(backendHost) && !authority.equals(host);
        if (path == null || isElsewhere || !path.startsWith("/")) {
            return text;
        }
        String through = path.startsWith(prefix + "/") || path.equals(prefix) ? path : prefix + path;
        StringBuilder rewritten = new StringBuilder(through);
        if (uri.getRawQuery() != null) {
            rewritten.append('?').append(uri.getRawQuery());
        }
        if (uri.getRawFragment() != null) {
            rewritten.append('#').append(uri.getRawFragment());
        }
        return rewritten.toString();
    }
}

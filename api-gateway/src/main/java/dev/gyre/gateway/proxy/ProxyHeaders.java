package dev.gyre.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which headers go through. What proves the caller to the API is for the API alone; what is about one connection is not
 * about the next. A backend is told by whom and for what path it was asked.
 */
public final class ProxyHeaders {

    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private ProxyHeaders() {}

    /** @param isUpgrade whether the connection is to become something else, which the backend must hear */
    static void toBackend(HttpServerRequest request, MultiMap headers, ProxyPath path, boolean isUpgrade) {
        toBackend(request, headers, isUpgrade);
        headers.set("X-Forwarded-Uri", path.prefix() + path.rest());
    }

    /** What goes through to any backend: nothing that proves who asks, and nothing that is about the connection. */
    public static void toBackend(HttpServerRequest request, MultiMap headers, boolean isUpgrade) {
        List<String> named = namedByConnection(request.headers());
        request.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean isCredential = lower.equals("authorization")
                    || lower.startsWith("impersonate-")
                    || lower.startsWith("x-remote-")
                    || lower.startsWith("gyre-");
            boolean isDropped = OF_ONE_CONNECTION.contains(lower)
                    || named.contains(lower)
                    || lower.startsWith(":")
                    || lower.equals("host")
                    || lower.startsWith("x-forwarded-") && !lower.equals("x-forwarded-for");
            if (!isCredential && !isDropped) {
                headers.add(name, value);
            }
        });
        if (isUpgrade) {
            headers.set("Connection", "Upgrade").set("Upgrade", request.getHeader("upgrade"));
        }
        String caller = request.remoteAddress().hostAddress();
        String before = request.getHeader("x-forwarded-for");
        headers.set("X-Forwarded-For", before == null ? caller : before + ", " + caller);
        headers.set("X-Forwarded-Host", host(request));
        headers.set("X-Forwarded-Proto", request.isSSL() ? "https" : "http");
    }

    static void toClient(MultiMap answered, MultiMap headers) {
        List<String> named = namedByConnection(answered);
        answered.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean isDropped = OF_ONE_CONNECTION.contains(lower)
                    || named.contains(lower)
                    // A page must not open the API to other sites.
                    || lower.startsWith("access-control-");
            if (!isDropped) {
                headers.add(name, value);
            }
        });
    }

    static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().toString();
    }

    private static List<String> namedByConnection(MultiMap headers) {
        List<String> named = new ArrayList<>();
        for (String value : headers.getAll("connection")) {
            for (String name : value.split(",")) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}

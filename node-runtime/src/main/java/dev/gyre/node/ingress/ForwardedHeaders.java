package dev.gyre.node.ingress;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Headers on their way through: what is meant for one connection only stays behind, and a backend is told who asked, how,
 * and for which host. What a client says about that itself is not believed.
 */
final class ForwardedHeaders {
    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect");

    private ForwardedHeaders() {}

    /** Who asks, and how. */
    record Client(String address, String scheme, String host, int port) {}

    static void request(MultiMap from, MultiMap to, Client client) {
        copy(from, to);
        to.set("X-Forwarded-For", client.address());
        to.set("X-Real-IP", client.address());
        to.set("X-Forwarded-Host", client.host());
        to.set("X-Forwarded-Port", Integer.toString(client.port()));
        to.set("X-Forwarded-Proto", client.scheme());
        to.set("X-Forwarded-Scheme", client.scheme());
        to.set("X-Scheme", client.scheme());
        to.set(HttpHeaders.HOST, client.host());
    }

    /** Copies all but what is about the connection that it came on. */
    static void copy(MultiMap from, MultiMap to) {
        Set<String> named = new HashSet<>();
        for (String value : from.getAll(HttpHeaders.CONNECTION)) {
            for (String name : value.split(",", -1)) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OF_ONE_CONNECTION.contains(name) && !named.contains(name) && !name.startsWith(":")) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    /** The protocol that a request wants to change to; empty where it wants none. */
    static String upgrade(MultiMap headers) {
        boolean isWanted = headers.getAll(HttpHeaders.CONNECTION).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
        String protocol = headers.get(HttpHeaders.UPGRADE);
        return isWanted && protocol != null ? protocol : "";
    }
}

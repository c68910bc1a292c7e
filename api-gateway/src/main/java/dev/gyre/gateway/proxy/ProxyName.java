package dev.gyre.gateway.proxy;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;

/** {@code name}, {@code name:port} or {@code scheme:name:port}, as the proxy's paths have it. The port may be a name, or empty. */
record ProxyName(String scheme, String name, String port) {

    static ProxyName parse(String text) {
        String[] parts = text.split(":", -1);
        ProxyName parsed = switch (parts.length) {
            case 1 -> new ProxyName("", parts[0], "");
            case 2 -> new ProxyName("", parts[0], parts[1]);
            case 3 -> new ProxyName(parts[0], parts[1], parts[2]);
            default -> new ProxyName("", "", "");
        };
        boolean isKnown = parsed.scheme.isEmpty() || parsed.scheme.equals("http") || parsed.scheme.equals("https");
        if (parsed.name.isEmpty() || !isKnown) {
            throw new StatusException(new Status(400, "BadRequest", "invalid proxy request \"" + text + "\"", null));
        }
        return parsed;
    }

    boolean isHttps() {
        return scheme.equals("https");
    }
}

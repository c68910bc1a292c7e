package dev.gyre.gateway.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code url("https://example.com:80/path")} and its parts: absolute addresses, or paths from the root. */
final class UrlFunctions {

    private static final OpaqueType URL = OpaqueType.create("kubernetes.URL");
    private static final CelType STRING = SimpleType.STRING;

    private UrlFunctions() {}

    static Functions all() {
        return new Functions()
                .global("url", URL, STRING, String.class, UrlFunctions::parse)
                .global("isURL", SimpleType.BOOL, STRING, String.class, UrlFunctions::isUrl)
                .member("getScheme", STRING, URL, URI.class, url -> orEmpty(url.getScheme()))
                .member("getHost", STRING, URL, URI.class, UrlFunctions::host)
                .member("getHostname", STRING, URL, URI.class, UrlFunctions::hostname)
                .member("getPort", STRING, URL, URI.class, url -> url.getPort() < 0 ? "" : "" + url.getPort())
                .member("getEscapedPath", STRING, URL, URI.class, url -> orEmpty(url.getRawPath()))
                .member(
                        "getQuery",
                        MapType.create(STRING, ListType.create(STRING)),
                        URL,
                        URI.class,
                        url -> query(orEmpty(url.getRawQuery())));
    }

    private static boolean isUrl(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static URI parse(String text) {
        try {
            URI url = new URI(text);
            if (url.isAbsolute() && !url.isOpaque() || text.startsWith("/")) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL parse error during conversion from string: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "URL parse error during conversion from string: parse \"" + text + "\": invalid URI for request");
    }

    private static String host(URI url) {
        String authority = orEmpty(url.getRawAuthority());
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String hostname(URI url) {
        String host = orEmpty(url.getHost());
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String key = decode(equals < 0 ? pair : pair.substring(0, equals));
                query.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}

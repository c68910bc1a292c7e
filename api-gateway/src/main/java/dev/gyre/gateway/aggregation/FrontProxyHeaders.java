package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.proxy.ProxyHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How an extension server is told who asks: by headers that it believes because of the certificate beside them. What the client
 * itself sent under these names has been dropped before, as has its credential.
 */
final class FrontProxyHeaders {

    static final String USER = "X-Remote-User";
    static final String UID = "X-Remote-Uid";
    static final String GROUP = "X-Remote-Group";
    static final String EXTRA_PREFIX = "X-Remote-Extra-";

    private FrontProxyHeaders() {}

    static void write(UserInfo user, HttpServerRequest request, MultiMap headers, boolean isUpgrade) {
        ProxyHeaders.toBackend(request, headers, isUpgrade);
        name(user, headers);
    }

    static void name(UserInfo user, MultiMap headers) {
        headers.set(USER, user.name());
        if (!user.uid().isEmpty()) {
            headers.set(UID, user.uid());
        }
        headers.remove(GROUP);
        user.groups().forEach(group -> headers.add(GROUP, group));
        user.extra().forEach((key, values) -> {
            String name = EXTRA_PREFIX
                    + URLEncoder.encode(key.toLowerCase(Locale.ROOT), StandardCharsets.UTF_8)
                            .replace("+", "%20");
            values.forEach(value -> headers.add(name, value));
        });
    }
}

package dev.gyre.gateway.outbound;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whom a webhook's {@code clientConfig} names.
 *
 * @param service null where a URL says it all
 * @param host what the server's certificate must be for
 * @param port at {@code host}; of the Service where there is one
 * @param path absolute, without a query
 * @param caBundle whom to believe about the server: PEM in base64, as the API has it; empty for the system's authorities
 */
public record WebhookTarget(@Nullable ServiceReference service, String host, int port, String path, String caBundle) {

    private static final int HTTPS = 443;

    /** Reads what has been validated; an {@link IllegalArgumentException} for a URL that is none. */
    public static WebhookTarget of(JsonNode clientConfig) {
        String caBundle = clientConfig.path("caBundle").asString("");
        JsonNode named = clientConfig.path("service");
        if (named.isObject()) {
            ServiceReference service = ServiceReference.of(named);
            String path = named.path("path").asString("");
            return new WebhookTarget(service, service.serverName(), service.port(), absolute(path), caBundle);
        }
        URI url = URI.create(clientConfig.path("url").asString(""));
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("the webhook has neither a service nor an https URL");
        }
        String host = url.getHost();
        boolean isIpv6 = host.startsWith("[") && host.endsWith("]");
        return new WebhookTarget(
                null,
                isIpv6 ? host.substring(1, host.length() - 1) : host,
                url.getPort() < 0 ? HTTPS : url.getPort(),
                absolute(url.getRawPath()),
                caBundle);
    }

    private static String absolute(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "/";
        }
        return path.startsWith("/") ? path : "/" + path;
    }

    /** As messages show it. */
    String url() {
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path;
    }
}

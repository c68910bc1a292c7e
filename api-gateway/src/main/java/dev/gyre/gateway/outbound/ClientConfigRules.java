package dev.gyre.gateway.outbound;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.net.URI;
import java.net.URISyntaxException;
import tools.jackson.databind.JsonNode;

/** What is valid in a {@code clientConfig}: a URL or a Service, and of either only what can be dialled. */
public final class ClientConfigRules {

    private static final String FORM = "; desired format: https://host[:port]/path";
    private static final int MAX_PORT = 65_535;

    private ClientConfigRules() {}

    public static void validate(JsonNode clientConfig, FieldPath path, FieldErrors errors) {
        boolean hasUrl = clientConfig.hasNonNull("url");
        boolean hasService = clientConfig.hasNonNull("service");
        if (hasUrl == hasService) {
            errors.required(path, "exactly one of url or service is required");
        } else if (hasUrl) {
            validateUrl(clientConfig.path("url").asString(""), path.child("url"), errors);
        } else {
            validateService(clientConfig.path("service"), path.child("service"), errors);
        }
    }

    private static void validateUrl(String text, FieldPath path, FieldErrors errors) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            errors.required(path, "url must be a valid URL: " + e.getMessage() + FORM);
            return;
        }
        if (!"https".equals(url.getScheme())) {
            errors.invalid(path, String.valueOf(url.getScheme()), "'https' is the only allowed URL scheme" + FORM);
        }
        if (url.getHost() == null) {
            errors.invalid(path, "", "host must be specified" + FORM);
        }
        if (url.getRawUserInfo() != null) {
            errors.invalid(path, url.getRawUserInfo(), "user information is not permitted in the URL");
        }
        if (url.getRawFragment() != null) {
            errors.invalid(path, url.getRawFragment(), "fragments are not permitted in the URL");
        }
        if (url.getRawQuery() != null) {
            errors.invalid(path, url.getRawQuery(), "query parameters are not permitted in the URL");
        }
    }

    /** Also of an APIService, which has no path. */
    public static void validateService(JsonNode service, FieldPath path, FieldErrors errors) {
        if (service.path("name").asString("").isEmpty()) {
            errors.required(path.child("name"), "service name is required");
        }
        if (service.path("namespace").asString("").isEmpty()) {
            errors.required(path.child("namespace"), "service namespace is required");
        }
        int port = service.path("port").asInt(1);
        if (port < 1 || port > MAX_PORT) {
            errors.invalid(
                    path.child("port"),
                    service.path("port"),
                    "port is not valid: must be between 1 and 65535, inclusive");
        }
        String urlPath = service.path("path").asString("");
        if (!urlPath.isEmpty() && !urlPath.startsWith("/")) {
            errors.invalid(path.child("path"), urlPath, "must start with a '/'");
        } else if (urlPath.length() > 1 && urlPath.contains("//")) {
            errors.invalid(path.child("path"), urlPath, "segment may not be empty");
        } else if (urlPath.indexOf('?') >= 0 || urlPath.indexOf('#') >= 0 || urlPath.indexOf(' ') >= 0) {
            errors.invalid(path.child("path"), urlPath, "must be a path and nothing else");
        }
    }
}

package dev.gyre.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads off a request what it is about, by the rules of Kubernetes: {@code /api/v1/...} and {@code /apis/<group>/<version>/...}
 * name resources, everything else is a plain path; a read without a name is a list or a watch; a list of one name (by field
 * selector) is still authorized by that name. Authorization and routing both go by this one reading.
 */
public final class RequestInfoParser {

    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
    private static final String NAME_SELECTOR = "metadata.name=";

    private RequestInfoParser() {}

    public static RequestInfo parse(ApiRequest request) {
        String path = request.path();
        String method = request.method();
        List<String> parts = split(path);
        boolean isLegacy = !parts.isEmpty() && parts.getFirst().equals("api");
        boolean isGrouped = !parts.isEmpty() && parts.getFirst().equals("apis");
        // "/api/v1" and "/apis/apps/v1" are discovery; a resource follows only after them.
        if (!(isLegacy && parts.size() >= 3) && !(isGrouped && parts.size() >= 4)) {
            return plain(method, path);
        }
        String group = isLegacy ? "" : parts.get(1);
        String version = parts.get(isLegacy ? 1 : 2);
        List<String> rest = parts.subList(isLegacy ? 2 : 3, parts.size());
        boolean isOldWatch = rest.getFirst().equals("watch") && rest.size() > 1;
        if (isOldWatch) {
            rest = rest.subList(1, rest.size());
        }

        String namespace = "";
        if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
                rest = rest.subList(2, rest.size());
            }
        }
        String resource = rest.getFirst();
        String name = rest.size() > 1 ? rest.get(1) : null;
        String subresource = rest.size() > 2 ? subresource(rest.subList(2, rest.size())) : null;

        String verb = isOldWatch ? "watch" : verb(method);
        if (verb.equals("get") && name == null) {
            verb = request.flag("watch") ? "watch" : "list";
        }
        if (verb.equals("delete") && name == null) {
            verb = "deletecollection";
        }
        if (name == null && (verb.equals("list") || verb.equals("watch") || verb.equals("deletecollection"))) {
            name = selectedName(request.parameter("fieldSelector"));
        }
        String apiVersion = group.isEmpty() ? version : group + "/" + version;
        return new RequestInfo(true, verb, path, group, version, apiVersion, namespace, resource, subresource, name);
    }

    /** What follows the proxy is the backend's affair, and no part of what is authorized. */
    private static String subresource(List<String> parts) {
        return parts.getFirst().equals("proxy") ? "proxy" : String.join("/", parts);
    }

    private static RequestInfo plain(String method, String path) {
        String verb = method.equals("HEAD") ? "get" : method.toLowerCase(java.util.Locale.ROOT);
        return new RequestInfo(false, verb, path, "", "", "", "", "", null, null);
    }

    private static String verb(String method) {
        return switch (method) {
            case "GET", "HEAD" -> "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    private static @Nullable String selectedName(@Nullable String fieldSelector) {
        if (fieldSelector == null) {
            return null;
        }
        for (String term : fieldSelector.split(",")) {
            if (term.startsWith(NAME_SELECTOR)) {
                String name = term.substring(NAME_SELECTOR.length());
                name = name.startsWith("=") ? name.substring(1) : name;
                if (!name.isEmpty() && !name.contains("/") && !name.contains("%")) {
                    return name;
                }
            }
        }
        return null;
    }

    private static List<String> split(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return start == end
                ? new ArrayList<>()
                : List.of(path.substring(start, end).split("/", -1));
    }
}

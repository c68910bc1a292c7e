package dev.gyre.gateway.auth;

import dev.gyre.gateway.RequestInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants, as far as authorization asks: either a verb on a resource, or a verb on a path.
 *
 * @param resource the plural, with {@code /subresource} where there is one
 * @param name empty where the request names no object
 * @param selectedNode the node to whose pods a list or watch is confined by its field selector; empty for none
 */
public record Attributes(
        boolean isResourceRequest,
        String verb,
        String group,
        String resource,
        String namespace,
        String name,
        String path,
        String selectedNode) {

    private static final String NODE_SELECTOR = "spec.nodeName=";

    public static Attributes of(RequestInfo info, @Nullable String fieldSelector) {
        return of(info).selectedBy(fieldSelector);
    }

    /** The same of what a field selector chooses; one that cannot be read chooses nothing in particular. */
    public Attributes selectedBy(@Nullable String fieldSelector) {
        String node = selectedNode(fieldSelector);
        return node.isEmpty()
                ? this
                : new Attributes(isResourceRequest, verb, group, resource, namespace, name, path, node);
    }

    public static Attributes of(RequestInfo info) {
        String subresource = info.subresource();
        String name = info.name();
        return info.isResourceRequest()
                ? resource(
                        info.verb(),
                        info.group(),
                        subresource == null ? info.resource() : info.resource() + "/" + subresource,
                        info.namespace(),
                        name == null ? "" : name)
                : path(info.verb(), info.path());
    }

    public static Attributes resource(String verb, String group, String resource, String namespace, String name) {
        return new Attributes(true, verb, group, resource, namespace, name, "", "");
    }

    public static Attributes path(String verb, String path) {
        return new Attributes(false, verb, "", "", "", "", path, "");
    }

    private static String selectedNode(@Nullable String fieldSelector) {
        if (fieldSelector != null) {
            for (String term : fieldSelector.split(",")) {
                if (term.startsWith(NODE_SELECTOR)) {
                    String node = term.substring(NODE_SELECTOR.length());
                    return node.startsWith("=") ? node.substring(1) : node;
                }
            }
        }
        return "";
    }
}

package dev.gyre.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What a request is about, read from method, path and query: what RBAC decides on and what the pipeline routes by. For
 * a path outside {@code /api} and {@code /apis} only {@code verb} (the lower-case method) and {@code path} are set.
 *
 * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code update}, {@code patch}, {@code delete},
 *     {@code deletecollection}; for other paths the method in lower case
 * @param apiVersion {@code v1}, {@code apps/v1}
 * @param resource the plural; empty for discovery paths
 */
public record RequestInfo(
        boolean isResourceRequest,
        String verb,
        String path,
        String group,
        String version,
        String apiVersion,
        String namespace,
        String resource,
        @Nullable String subresource,
        @Nullable String name) {}

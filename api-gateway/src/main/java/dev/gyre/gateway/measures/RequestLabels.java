package dev.gyre.gateway.measures;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKinds;
import java.util.Map;
import java.util.Set;

/** What a request is counted under. Of what the gateway does not serve nothing is told apart. */
record RequestLabels(
        String verb,
        String dryRun,
        String group,
        String version,
        String resource,
        String subresource,
        String scope,
        boolean isMutating,
        boolean isLongRunning) {

    private static final String OTHER = "other";

    private static final Map<String, String> VERBS = Map.of(
            "get", "GET",
            "list", "LIST",
            "watch", "WATCH",
            "create", "POST",
            "update", "PUT",
            "patch", "PATCH",
            "delete", "DELETE",
            "deletecollection", "DELETECOLLECTION");

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final Set<String> CONNECTIONS = Set.of("attach", "exec", "portforward", "proxy");

    private static final Set<String> SUBRESOURCES = Set.of(
            "approval",
            "binding",
            "ephemeralcontainers",
            "eviction",
            "finalize",
            "log",
            "resize",
            "scale",
            "status",
            "token");

    /** What is served that is no kind: asked, and never stored. */
    private static final Set<String> ASKED = Set.of(
            "authentication.k8s.io/v1/selfsubjectreviews",
            "authentication.k8s.io/v1/tokenreviews",
            "authorization.k8s.io/v1/localsubjectaccessreviews",
            "authorization.k8s.io/v1/selfsubjectaccessreviews",
            "authorization.k8s.io/v1/selfsubjectrulesreviews",
            "authorization.k8s.io/v1/subjectaccessreviews",
            "metrics.k8s.io/v1beta1/nodes",
            "metrics.k8s.io/v1beta1/pods");

    static RequestLabels of(ApiRequest request, RequestInfo info, ResourceKinds kinds) {
        if (!info.isResourceRequest()) {
            String method = request.method();
            return new RequestLabels(
                    METHODS.contains(method) ? method : OTHER, "", "", "", "", "", "", isMutating(method), false);
        }
        String dryRun = request.query().containsKey("dryRun") ? "All" : "";
        String subresource = info.subresource() == null ? "" : info.subresource();
        boolean isConnection = CONNECTIONS.contains(subresource);
        String verb = isConnection ? "CONNECT" : verb(request, info);
        boolean isLongRunning =
                isConnection || verb.equals("WATCH") || subresource.equals("log") && request.flag("follow");
        if (!isServed(info, kinds)) {
            return new RequestLabels(verb, dryRun, "", "", "", "", "", isMutating(request.method()), isLongRunning);
        }
        boolean isKnown = subresource.isEmpty() || isConnection || SUBRESOURCES.contains(subresource);
        return new RequestLabels(
                verb,
                dryRun,
                info.group(),
                info.version(),
                info.resource(),
                isKnown ? subresource : OTHER,
                scope(info),
                isMutating(request.method()),
                isLongRunning);
    }

    private static String verb(ApiRequest request, RequestInfo info) {
        String verb = VERBS.getOrDefault(info.verb(), OTHER);
        String type = verb.equals("PATCH") ? request.header("content-type") : null;
        return type != null && type.startsWith(Command.PatchType.APPLY.mediaType()) ? "APPLY" : verb;
    }

    private static boolean isServed(RequestInfo info, ResourceKinds kinds) {
        return kinds.served(info.apiVersion(), info.resource()) != null
                || ASKED.contains(info.apiVersion() + "/" + info.resource());
    }

    private static String scope(RequestInfo info) {
        if (info.name() != null || info.verb().equals("create")) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }

    private static boolean isMutating(String method) {
        return !method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS");
    }
}

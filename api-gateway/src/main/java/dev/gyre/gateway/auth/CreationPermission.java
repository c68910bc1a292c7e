package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.ResourceRequests;
import dev.gyre.gateway.UserInfo;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * An apply, or an update of some kinds, creates what is not there; so its sender must be allowed to create, too. Whether the
 * object is there shows only while the request is carried out, so a request that may not create says so from here on.
 */
public final class CreationPermission implements ResourceRequests {

    /** A header within the gateway: why the sender may not create. From outside it takes nothing but the sender's own right. */
    public static final String REFUSED = "gyre-may-not-create";

    private static final Set<String> VERBS = Set.of("patch", "update");

    private final ResourceRequests resources;
    private final Authorizer authorizer;

    public CreationPermission(ResourceRequests resources, Authorizer authorizer) {
        this.resources = resources;
        this.authorizer = authorizer;
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request, RequestInfo info) {
        if (info.subresource() != null || !VERBS.contains(info.verb())) {
            return resources.handle(request, info);
        }
        Authorizer.Verdict verdict = authorizer.authorize(request.user(), creation(info));
        if (verdict.isAllowed()) {
            return resources.handle(request, info);
        }
        return resources.handle(request.with(REFUSED, verdict.reason()), info);
    }

    public static StatusException refusal(UserInfo user, RequestInfo info, String reason) {
        return Forbidden.of(user, creation(info), reason);
    }

    private static Attributes creation(RequestInfo info) {
        String name = info.name();
        return Attributes.resource("create", info.group(), info.resource(), info.namespace(), name == null ? "" : name);
    }
}

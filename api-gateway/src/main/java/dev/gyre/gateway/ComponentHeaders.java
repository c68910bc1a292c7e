package dev.gyre.gateway;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.auth.Groups;
import dev.gyre.schemas.Status;

/**
 * The headers by which a component names the cause of a write and guards it. From anybody else a cause is dropped (the
 * request is its own cause), and a guard is refused: whoever sends one relies on it.
 */
public final class ComponentHeaders {

    public static final String CAUSE = "gyre-cause";
    public static final String GUARDS = "gyre-guards";
    public static final String REVISION = "gyre-revision";

    private ComponentHeaders() {}

    static ApiRequest admit(ApiRequest request) {
        if (request.user().groups().contains(Groups.COMPONENTS)) {
            return request;
        }
        if (request.headers().containsKey(GUARDS)) {
            throw new StatusException(new Status(
                    403, "Forbidden", "only members of the group " + Groups.COMPONENTS + " may guard a write", null));
        }
        if (!request.headers().containsKey(CAUSE)) {
            return request;
        }
        return request.without(CAUSE);
    }
}

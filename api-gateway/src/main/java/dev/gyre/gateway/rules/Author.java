package dev.gyre.gateway.rules;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.UserInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who writes, what, and when.
 *
 * @param request what the gateway's outer layers found out about his rights stands in its headers
 * @param subresource null for the object itself
 */
public record Author(ApiRequest request, @Nullable String subresource, Instant time) {

    public UserInfo user() {
        return request.user();
    }
}

package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.ResourceRequests;
import dev.gyre.gateway.StatusResponse;
import dev.gyre.schemas.Status;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves what only reads, and says of everything else that it cannot be done here. */
public final class ReadOnlyRequests implements ResourceRequests {

    private static final Set<String> READING = Set.of("get", "list", "watch");

    private final ResourceRequests requests;
    private final String reason;

    /** @param reason why nothing can be changed, as a sentence for the user */
    public ReadOnlyRequests(ResourceRequests requests, String reason) {
        this.requests = requests;
        this.reason = reason;
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request, RequestInfo info) {
        return READING.contains(info.verb())
                ? requests.handle(request, info)
                : CompletableFuture.completedStage(
                        StatusResponse.of(new Status(405, "MethodNotAllowed", reason, null)));
    }
}

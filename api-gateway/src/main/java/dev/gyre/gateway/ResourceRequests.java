package dev.gyre.gateway;

import java.util.concurrent.CompletionStage;

/** Serves the requests for stored resources: the pipeline behind authorization. */
@FunctionalInterface
public interface ResourceRequests {
    CompletionStage<ApiResponse> handle(ApiRequest request, RequestInfo info);
}

package dev.gyre.gateway;

import java.util.concurrent.CompletionStage;

/** A step of the pipeline, or all of it. Runs without blocking; refusals are {@link ApiResponse.StatusException}s. */
@FunctionalInterface
public interface ApiHandler {
    CompletionStage<ApiResponse> handle(ApiRequest request);

    /** Whether requests for this path are given away with their bodies unread. */
    default boolean takesOver(String path) {
        return false;
    }
}

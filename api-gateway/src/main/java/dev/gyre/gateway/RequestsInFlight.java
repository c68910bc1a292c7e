package dev.gyre.gateway;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Bounds how many requests are being worked on at once; past the bound a caller is told to come back, at once and cheaply.
 * A watch counts only until it has begun.
 */
final class RequestsInFlight {

    private static final int MAX = 2000;

    private final AtomicInteger count = new AtomicInteger();

    CompletionStage<ApiResponse> run(Supplier<CompletionStage<ApiResponse>> work) {
        if (count.incrementAndGet() > MAX) {
            count.decrementAndGet();
            throw new StatusException(new Status(
                    429,
                    "TooManyRequests",
                    "too many requests, please try again later",
                    new Status.Details("", "", "", "", List.of(), 1)));
        }
        boolean isStarted = false;
        try {
            CompletionStage<ApiResponse> answer = work.get();
            isStarted = true;
            return answer.whenComplete((response, failure) -> count.decrementAndGet());
        } finally {
            if (!isStarted) {
                count.decrementAndGet();
            }
        }
    }
}

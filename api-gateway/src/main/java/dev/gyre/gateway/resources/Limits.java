package dev.gyre.gateway.resources;

import java.time.Duration;

/**
 * The pipeline's bounds.
 *
 * @param bodyBytes of a request
 * @param watchers open at once
 * @param pendingWatchBytes accepted and not yet sent, beyond a watch's initial events, before the watch is cut
 * @param writeAttempts of one read-modify-write against a contended object
 * @param deletionsInFlight of one deletecollection
 */
public record Limits(
        int bodyBytes,
        int watchers,
        long pendingWatchBytes,
        int writeAttempts,
        int deletionsInFlight,
        Duration bookmarkInterval,
        Duration minWatch) {

    public static Limits standard() {
        return new Limits(
                3 * 1024 * 1024, 10_000, 8L * 1024 * 1024, 32, 32, Duration.ofMinutes(1), Duration.ofMinutes(30));
    }
}

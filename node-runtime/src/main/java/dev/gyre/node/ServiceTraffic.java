package dev.gyre.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether Services send new connections to a pod. A pod that goes is told to stop when they no longer do, so that a server
 * which closes its port at once turns nobody away.
 */
@FunctionalInterface
public interface ServiceTraffic {

    /** Where nobody forwards, or somebody else does. */
    ServiceTraffic NONE = ip -> CompletableFuture.completedFuture(null);

    /** Completes when no new connection from this host goes to this address, or after a short time at most. */
    CompletionStage<Void> turnedAwayFrom(String podIp);
}

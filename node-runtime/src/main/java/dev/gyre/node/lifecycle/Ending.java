package dev.gyre.node.lifecycle;

/** Why a container's process ended, as far as it matters for whether and when it starts again. */
enum Ending {
    /** By itself, or because its pod is stopped. */
    ITSELF,
    /** It was stopped for another definition of itself: the next attempt follows at once, whatever the restart policy. */
    REPLACED,
    /** It was stopped because a probe failed: it starts again unless its pod never restarts anything. */
    UNHEALTHY
}

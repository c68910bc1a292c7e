package dev.gyre.actors.shell;

/**
 * What a reconciler's rules have done so far, and where they stand.
 *
 * @param quietRuns decisions without commands whose reasons had been told before: counted, not recorded
 * @param isCaughtUp owns something, has read it, and has nothing to do right now
 */
public record Counts(
        long runs,
        long quietRuns,
        long decisions,
        long commands,
        long refusals,
        long unknownOutcomes,
        int keysWaiting,
        int keysInFlight,
        boolean isCaughtUp) {}

package dev.gyre.actors.shell;

/** What the rules count as they go. */
final class Tally {

    long runs;
    long quietRuns;
    long decisions;
    long commands;
    long refusals;
    long unknownOutcomes;

    Counts counts(int keysWaiting, int keysInFlight, boolean isCaughtUp) {
        return new Counts(
                runs, quietRuns, decisions, commands, refusals, unknownOutcomes, keysWaiting, keysInFlight, isCaughtUp);
    }
}

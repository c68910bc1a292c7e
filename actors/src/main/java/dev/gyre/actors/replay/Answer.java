package dev.gyre.actors.replay;

import dev.gyre.actors.Decision;
import dev.gyre.schemas.record.DecisionRecord;

/** What came of asking again for one recorded decision. */
public sealed interface Answer {

    DecisionRecord recorded();

    /** Today's rule decides the same: the same commands, in the same order, for the same reasons. */
    record Same(DecisionRecord recorded) implements Answer {}

    /** Today's rule decides something else. */
    record Different(DecisionRecord recorded, Decision decision) implements Answer {}

    /** Today's rule fails where it once decided. */
    record Failed(DecisionRecord recorded, String error) implements Answer {}

    /** It could not be asked, and why. */
    record NotAsked(DecisionRecord recorded, String why) implements Answer {}
}

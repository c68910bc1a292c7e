/**
 * Recorded decisions, decided again. A decision's record names the one revision that its view was at and holds by value what
 * is no object, so {@link dev.gyre.actors.replay.Replay} can rebuild that view and ask today's rule the same question.
 */
@NullMarked
package dev.gyre.actors.replay;

import org.jspecify.annotations.NullMarked;

/**
 * {@code gyre why}: from an object back to whoever caused it. {@link dev.gyre.cli.why.Turns} finds in the versions of an
 * object the moments that mattered, {@link dev.gyre.cli.why.Walk} goes from each of them over decisions to what these had
 * seen, and so on to a person, and {@link dev.gyre.cli.why.StoryText} and {@link dev.gyre.cli.why.StoryJson} print it. All
 * of it is pure but for the {@link dev.gyre.events.history.History} that it asks.
 */
@NullMarked
package dev.gyre.cli.why;

import org.jspecify.annotations.NullMarked;

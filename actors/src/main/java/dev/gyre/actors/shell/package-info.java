/**
 * What stands between pure reconcilers and the world, once for all of them. {@link dev.gyre.actors.shell.ReconcileRules} is
 * the rules: a state machine that takes an {@link dev.gyre.actors.shell.Input} and the time and answers {@link
 * dev.gyre.actors.shell.Effect}s. It decides about a key only when the view has reached all that was done about it before,
 * records each decision before its first command, fences every command by the epoch of the key's partition, backs off and
 * keeps to bounds. It has no thread and no clock, so a simulation drives the very same code; {@link
 * dev.gyre.actors.shell.ControllerActor} is the adapter that runs it for real.
 */
@NullMarked
package dev.gyre.actors.shell;

import org.jspecify.annotations.NullMarked;

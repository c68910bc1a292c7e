/**
 * What turns desired state into actual state. A {@link dev.gyre.actors.Reconciler} is a pure function of a key, a view of
 * the cluster at one revision and a time; there is one folder a kind. The shell (one, for all of them) waits for
 * revisions, records decisions before their commands, backs off and keeps to bounds; its rules are a plain state machine
 * and the Pekko actors around it are dull.
 */
@NullMarked
package dev.gyre.actors;

import org.jspecify.annotations.NullMarked;

/**
 * The life of one pod on one node, as a pure state machine: {@link dev.gyre.node.lifecycle.PodLifecycle#on} takes a state,
 * a {@link dev.gyre.node.lifecycle.Signal} and a time, and gives the next state and
 * {@link dev.gyre.node.lifecycle.PodCommand}s.
 *
 * <p>A pod's states follow each other like this (and any of them may go to {@code Stopping} when the pod is deleted):
 *
 * <pre>
 *   Absent -&gt; Observing -&gt; Preparing -&gt; Active -&gt; Stopping -&gt; Removing -&gt; Gone
 *                             ^                      |   \        |
 *                             +--- sandbox was lost -|----\-------+
 *                                                    +-----+-&gt; Finished -&gt; Removing
 * </pre>
 *
 * Inside them each container has a phase of its own. The machine is driven twice per signal: first the signal is folded
 * into the state, then the state as a whole is asked what is due. What has been asked for stands in the state as asked for,
 * so nothing is asked for twice, and a signal that comes again or too late changes nothing.
 */
@NullMarked
package dev.gyre.node.lifecycle;

import org.jspecify.annotations.NullMarked;

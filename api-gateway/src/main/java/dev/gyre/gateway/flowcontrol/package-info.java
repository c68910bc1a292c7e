/**
 * Priority and fairness. A {@link dev.gyre.gateway.flowcontrol.FlowSchema} says of a request which flow it belongs to and on
 * which {@link dev.gyre.gateway.flowcontrol.PriorityLevel} that is served; a level has seats, and where these are taken,
 * queues, of which each flow gets a few, so that one that asks much waits for itself. {@link
 * dev.gyre.gateway.flowcontrol.FlowControl} is the way in.
 */
@NullMarked
package dev.gyre.gateway.flowcontrol;

import org.jspecify.annotations.NullMarked;

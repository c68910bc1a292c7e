/**
 * Which node a pod runs on. {@link dev.gyre.actors.scheduler.SchedulerReconciler} decides about all waiting pods of its
 * profile in one decision, over a {@link dev.gyre.actors.scheduler.SchedulingSnapshot} of the nodes and what is left on
 * them. A {@link dev.gyre.actors.scheduler.Profile} lists the plugins: filters say which nodes are possible, scores say
 * which of those is best. Everything is a pure function of the view, so that "why is this pod here?" can be asked again
 * later and has the same answer.
 */
@NullMarked
package dev.gyre.actors.scheduler;

import org.jspecify.annotations.NullMarked;

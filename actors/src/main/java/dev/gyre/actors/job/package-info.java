/**
 * Runs Jobs to their end: {@link dev.gyre.actors.job.JobPods} says which pods there are, {@link
 * dev.gyre.actors.job.JobTally} counts each that ended exactly once, {@link dev.gyre.actors.job.JobVerdict} says whether the
 * Job has reached its end, and {@link dev.gyre.actors.job.JobReconciler} makes and deletes pods until then.
 */
@NullMarked
package dev.gyre.actors.job;

import org.jspecify.annotations.NullMarked;

/**
 * What controllers and the scheduler count about themselves, under the names that dashboards for Kubernetes know. The rules only
 * tell a {@link dev.gyre.actors.shell.QueueListener}; the scheduler's numbers are read off the view and the decisions that
 * everybody sees.
 */
@NullMarked
package dev.gyre.actors.measures;

import org.jspecify.annotations.NullMarked;

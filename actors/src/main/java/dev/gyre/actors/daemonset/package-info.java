/**
 * What a DaemonSet does: keeps one pod on each node that fits, and moves them to a new template within its bounds. {@link
 * dev.gyre.actors.daemonset.DaemonNode} says what is and should be on one node, {@link dev.gyre.actors.daemonset.Upkeep} puts
 * that right, {@link dev.gyre.actors.daemonset.RollingUpdate} replaces what is old. {@link
 * dev.gyre.actors.daemonset.DaemonSetReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.daemonset;

import org.jspecify.annotations.NullMarked;

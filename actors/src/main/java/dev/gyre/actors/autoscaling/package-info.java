/**
 * Says what the cluster lacks and what it does not need, for somebody outside who adds and removes nodes: unschedulable pods
 * by what they ask for ({@link dev.gyre.actors.autoscaling.UnschedulablePods}), idle nodes since when ({@link
 * dev.gyre.actors.autoscaling.IdleNodes}). It changes no object; what it decides goes to the topic {@code gyre.autoscaling}.
 */
@NullMarked
package dev.gyre.actors.autoscaling;

import org.jspecify.annotations.NullMarked;

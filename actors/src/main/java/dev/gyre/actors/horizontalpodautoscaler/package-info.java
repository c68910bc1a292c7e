/**
 * Keeps workloads between two numbers of replicas, by what is measured of them. {@link
 * dev.gyre.actors.horizontalpodautoscaler.HorizontalPodAutoscalerReconciler} is the way in: what each entry of {@code
 * spec.metrics} asks ({@link dev.gyre.actors.horizontalpodautoscaler.Metric}) is measured by {@link
 * dev.gyre.actors.horizontalpodautoscaler.MetricsApi} or whoever else is asked, what was answered becomes a number of
 * replicas, and behaviour and bounds say how far to go in one step. What was recommended and done before stands in an
 * annotation of the autoscaler, so that whoever decides next goes on from there.
 */
@NullMarked
package dev.gyre.actors.horizontalpodautoscaler;

import org.jspecify.annotations.NullMarked;

/**
 * {@code metrics.k8s.io}: what nodes and pods use at this moment, asked of the kubelets when somebody wants to know. Nothing of
 * it is stored. {@link dev.gyre.gateway.metrics.MetricsRequests} is the way in.
 */
@NullMarked
package dev.gyre.gateway.metrics;

import org.jspecify.annotations.NullMarked;

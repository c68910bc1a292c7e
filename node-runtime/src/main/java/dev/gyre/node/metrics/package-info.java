/**
 * What the containers of a node use, sampled every few seconds and told in the two forms in which kubelets tell it.
 * {@link dev.gyre.node.metrics.UsageSampler} is the way in.
 */
@NullMarked
package dev.gyre.node.metrics;

import org.jspecify.annotations.NullMarked;
